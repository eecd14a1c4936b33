package explicitgc

import (
	"net/http"
	"runtime"
	"runtime/debug"
	"time"
)

func files(names []string) {
	for _, name := range names {
		load(name)
		runtime.GC() // want "in each turn of a loop"
	}
}

func load(name string) {}

func sweep(n int) {
	for i := 0; i < n; i++ {
		if i%1000 == 0 {
			debug.FreeOSMemory() // want low "`debug.FreeOSMemory` in a loop: each call"
		}
	}
}

func background() {
	for {
		time.Sleep(5 * time.Minute)
		debug.FreeOSMemory() // want "every 5m"
	}
}

func ticked() {
	ticker := time.NewTicker(90 * time.Second)
	for range ticker.C {
		runtime.GC() // want "`runtime.GC` every 1m30s"
	}
}

func handle(w http.ResponseWriter, r *http.Request) {
	load(r.URL.Path)
	load(r.Host)
	load(r.Method)
	w.Write([]byte("a"))
	w.Write([]byte("b"))
	runtime.GC() // want "for each request, reached from"
}

func serve() {
	http.HandleFunc("/", handle)
}

func later() {
	time.AfterFunc(time.Minute, func() {
		runtime.GC() // want "on a timer"
		later()
	})
}

type idle struct{ timer *time.Timer }

func (i *idle) start() {
	i.timer = time.AfterFunc(time.Minute, func() {
		runtime.GC() // want "on a timer"
	})
}

func (i *idle) touch() { i.timer.Reset(time.Minute) }

func write(rows []string, buffered func() int, flush func()) {
	for _, row := range rows {
		load(row)
		if buffered() > 1<<30 {
			flush()
			runtime.GC() // want low "`runtime.GC` in a loop: each call"
		}
	}
}
