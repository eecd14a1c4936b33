// Package evidence shows on a real toolchain what the rule map-never-shrinks claims: a map keeps its table when most entries
// are deleted, and gives it up when the survivors are copied to a new one.
package evidence

import (
	"runtime"
	"testing"
)

const entries = 1 << 20

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func TestDeleteKeepsTheTable(t *testing.T) {
	empty := heap()
	m := map[int]int{}
	for i := 0; i < entries; i++ {
		m[i] = i
	}
	full := heap() - empty
	for k := range m {
		if k > 10 {
			delete(m, k)
		}
	}
	if left := heap() - empty; left < full*9/10 {
		t.Errorf("%d bytes of %d are left after the deletes: the table shrank", left, full)
	}
	kept := make(map[int]int, len(m))
	for k, v := range m {
		kept[k] = v
	}
	m = kept
	if left := heap() - empty; left > full/10 {
		t.Errorf("%d bytes of %d are left after the copy: the table stayed", left, full)
	}
	runtime.KeepAlive(m)
}
