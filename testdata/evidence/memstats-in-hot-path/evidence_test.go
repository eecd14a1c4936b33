// Package evidence shows on a real toolchain what the rule memstats-in-hot-path claims: each call of ReadMemStats stops the
// world, and runtime/metrics gives the same figures without.
package evidence

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"

	"example.com/evidence/claim"
)

const calls = 1000

// pauses counts how often the world is stopped, but for collections, by a thousand calls. Go counts that since 1.22.
func pauses(t *testing.T, call func()) int {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	count := func() int {
		sample := []metrics.Sample{{Name: "/sched/pauses/total/other:seconds"}}
		metrics.Read(sample)
		if sample[0].Value.Kind() != metrics.KindFloat64Histogram {
			t.Fatal("the runtime has no such metric")
		}
		sum := 0
		for _, n := range sample[0].Value.Float64Histogram().Counts {
			sum += int(n)
		}
		return sum
	}
	before := count()
	for i := 0; i < calls; i++ {
		call()
	}
	return count() - before
}

var (
	stats  runtime.MemStats
	sample = []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
)

func bad()  { runtime.ReadMemStats(&stats) }
func good() { metrics.Read(sample) }

func TestBothTellTheHeap(t *testing.T) {
	bad()
	good()
	if stats.HeapAlloc == 0 || sample[0].Value.Uint64() == 0 {
		t.Error(stats.HeapAlloc, sample[0].Value)
	}
}

func TestEachCallStopsTheWorld(t *testing.T) {
	if claim.Minor() < 22 {
		return
	}
	claim.Amounts(t, "times that 1000 calls stop the world", "pauses", pauses(t, bad), pauses(t, good), calls)
}
