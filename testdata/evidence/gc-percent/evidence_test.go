// Package evidence shows on a real toolchain what the rule gc-percent claims: with the collector off and no memory limit the heap
// grows with everything that is allocated, and a low percentage makes collections many times as frequent.
package evidence

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"

	"example.com/evidence/claim"
)

const (
	live  = 16 << 20
	block = 64 << 10
)

var sink []byte

// run allocates 256 MB, of which 16 MB stay in use, and returns the number of collections and the largest heap seen.
func run(percent int, limit int64) (collections, peak int) {
	kept := make([][]byte, live/block)
	for i := range kept {
		kept[i] = make([]byte, block)
	}
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(percent))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(limit))
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := 0; i < 256<<20/block; i++ {
		sink = make([]byte, block)
		if i%64 == 0 {
			runtime.ReadMemStats(&now)
			if int(now.HeapAlloc) > peak {
				peak = int(now.HeapAlloc)
			}
		}
	}
	runtime.ReadMemStats(&now)
	runtime.KeepAlive(kept)
	return int(now.NumGC - before.NumGC), peak
}

func TestALowPercentageCollectsOften(t *testing.T) {
	often, _ := run(10, math.MaxInt64)
	usual, _ := run(100, math.MaxInt64)
	claim.More(t, "collections while 256 MB are allocated with 16 MB in use, at 10 percent against 100", often, usual, 4)
}

func TestOffMeansWithoutEnd(t *testing.T) {
	_, unlimited := run(-1, math.MaxInt64)
	_, limited := run(-1, 64<<20)
	claim.Amounts(t, "allocating 256 MB with the collector off, with no limit and with one of 64 MB", "bytes of heap",
		unlimited, limited, 2)
}
