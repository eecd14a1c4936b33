package memstatsinhotpath

import (
	"net/http"
	"runtime"
	"strconv"
	"time"
)

func fill(limit uint64) (made [][]byte) {
	var stats runtime.MemStats
	for stats.HeapAlloc < limit {
		made = append(made, make([]byte, 1<<10))
		runtime.ReadMemStats(&stats) // want "in each turn of a loop that waits for nothing"
	}
	return made
}

func watch(report func(uint64)) {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	var stats runtime.MemStats
	for range ticker.C {
		runtime.ReadMemStats(&stats) // want "every 100ms stops every goroutine"
		report(stats.HeapAlloc)
	}
}

func poll() string {
	var stats runtime.MemStats
	last := ""
	for last != "10" {
		runtime.ReadMemStats(&stats) // want "every 20ms"
		last = strconv.FormatUint(uint64(stats.NumForcedGC), 10)
		time.Sleep(20 * time.Millisecond)
	}
	return last
}

func handle(w http.ResponseWriter, r *http.Request) {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats) // want "for each request, reached from"
	if stats.HeapAlloc > 1<<30 {
		http.Error(w, "busy", http.StatusServiceUnavailable)
	}
}

func serve() { http.HandleFunc("/", handle) }
