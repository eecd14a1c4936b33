package memstatsinhotpath

import (
	"encoding/json"
	"net/http"
	"runtime"
	"time"
)

func once() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats) // ok: once
	return stats.HeapAlloc
}

func slowly(report func(uint64)) {
	var stats runtime.MemStats
	for range time.Tick(10 * time.Second) {
		runtime.ReadMemStats(&stats) // ok: every ten seconds
		report(stats.HeapAlloc)
	}
}

func paced(every time.Duration, report func(uint64)) {
	var stats runtime.MemStats
	for {
		runtime.ReadMemStats(&stats) // ok: the time is not known
		report(stats.HeapAlloc)
		time.Sleep(every)
	}
}

func onEvent(events chan int, report func(uint64)) {
	var stats runtime.MemStats
	for range events {
		runtime.ReadMemStats(&stats) // ok: events may be rare
		report(stats.HeapAlloc)
	}
}

func compare(sizes []int) (grown []uint64) {
	var before, after runtime.MemStats
	var kept [][]byte
	for _, size := range sizes {
		runtime.ReadMemStats(&before) // ok: measures
		kept = append(kept, make([]byte, size))
		runtime.ReadMemStats(&after) // ok: measures
		grown = append(grown, after.HeapAlloc-before.HeapAlloc)
	}
	return grown
}

func working(jobs []func()) {
	var stats runtime.MemStats
	for _, job := range jobs {
		job()
		runtime.ReadMemStats(&stats) // ok: a job may take long
	}
}

func status(w http.ResponseWriter, r *http.Request) {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats) // ok: the request asks for it
	json.NewEncoder(w).Encode(map[string]uint64{"heap": stats.HeapAlloc})
}

func administer() { http.HandleFunc("/status", status) }
