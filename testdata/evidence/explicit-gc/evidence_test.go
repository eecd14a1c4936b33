// Package evidence shows on a real toolchain what the rule explicit-gc claims: each call runs a whole collection, which the
// runtime would not have run.
package evidence

import (
	"runtime"
	"testing"

	"example.com/evidence/claim"
)

var sink []byte

// collections counts those of a hundred requests that leave a kilobyte each behind.
func collections(after func()) int {
	runtime.GC()
	var before, end runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := 0; i < 100; i++ {
		sink = make([]byte, 1024)
		after()
	}
	runtime.ReadMemStats(&end)
	return int(end.NumGC - before.NumGC)
}

func TestEachCallIsACollection(t *testing.T) {
	claim.Amounts(t, "collections in 100 requests with a kilobyte of garbage each", "collections",
		collections(runtime.GC), collections(func() {}), 100)
}

func TestTheWorldIsStopped(t *testing.T) {
	var before, end runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := 0; i < 100; i++ {
		runtime.GC()
	}
	runtime.ReadMemStats(&end)
	if end.PauseTotalNs <= before.PauseTotalNs {
		t.Error("no pause")
	}
}
