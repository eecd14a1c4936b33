// Package evidence shows on a real toolchain what the rule pointer-heavy-cache claims: every collection visits each key and
// value that a map points to, and nothing of a map whose keys and values hold no pointers.
package evidence

import (
	"runtime"
	"strconv"
	"testing"

	"example.com/evidence/claim"
)

const entries = 100_000

type (
	key   [24]byte
	value struct{ fields [8]int }
)

func bad() interface{} {
	m := make(map[string]*value, entries)
	for i := 0; i < entries; i++ {
		m["user-"+strconv.Itoa(i)] = &value{}
	}
	return m
}

func good() interface{} {
	m := make(map[key]value, entries)
	for i := 0; i < entries; i++ {
		var k key
		copy(k[:], "user-"+strconv.Itoa(i))
		m[k] = value{}
	}
	return m
}

// objects counts the parts of the heap that what build returns consists of.
func objects(build func() interface{}) int {
	count := func() int {
		claim.Heap()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return int(stats.HeapObjects)
	}
	before := count()
	kept := build()
	after := count()
	runtime.KeepAlive(kept)
	return after - before
}

func TestEachEntryIsVisited(t *testing.T) {
	claim.Amounts(t, "objects that a collection finds in a map of 100,000 entries", "objects", objects(bad), objects(good), 50)
}
