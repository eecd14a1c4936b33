package explicitgc

import (
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"time"
)

func once(name string) {
	load(name)
	runtime.GC() // ok: once
	debug.FreeOSMemory()
}

func finalizers() {
	for i := 0; i < 3; i++ {
		runtime.GC() // ok: three turns run the finalizers
	}
}

func measure(names []string) []uint64 {
	var heaps []uint64
	for _, name := range names {
		load(name)
		runtime.GC() // ok: the figure is to be exact
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		heaps = append(heaps, stats.HeapAlloc)
	}
	return heaps
}

func profile(names []string) {
	for _, name := range names {
		f, _ := os.Create(name)
		runtime.GC() // ok: before a heap profile
		pprof.WriteHeapProfile(f)
		f.Close()
	}
}

func collect(w http.ResponseWriter, r *http.Request) {
	runtime.GC() // ok: that is what the request asks for
	w.Write([]byte("done"))
}

func administer() {
	http.HandleFunc("/gc", collect)
}

func last(names []string) {
	for _, name := range names {
		if name == "" {
			runtime.GC() // ok: the loop ends here
			return
		}
		load(name)
	}
}

type collector struct{}

func (collector) GC() {}

func other(names []string, runtime collector) {
	for range names {
		runtime.GC() // ok: another GC
	}
}

func settle(done func() bool) {
	for !done() {
		runtime.GC() // ok: waits for cleanups to run
		runtime.Gosched()
	}
}

func release(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusOK)
	w.Header().Set("Content-Type", "text/plain")
	load("begin")
	debug.FreeOSMemory() // ok: it does the same whatever it is asked
	load("end")
	w.Write([]byte("done"))
	w.Write([]byte("."))
}

func releaseUnnamed(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusOK)
	w.Header().Set("Content-Type", "text/plain")
	load("begin")
	runtime.GC() // ok: it does the same whatever it is asked
	load("end")
	w.Write([]byte("done"))
	w.Write([]byte("."))
}

func administerMore() {
	http.HandleFunc("/release", release)
	http.HandleFunc("/collect", releaseUnnamed)
}

func delayed(d time.Duration) {
	time.AfterFunc(d, func() {
		runtime.GC() // ok: the timer fires once
		println("started")
	})
}
