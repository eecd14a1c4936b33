// Package evidence shows on a real toolchain what the rule unbounded-cache claims: a map that gets an entry for each new key
// keeps all of them, and one that is cleared at a limit or loses what is old does not grow.
package evidence

import (
	"runtime"
	"strconv"
	"testing"
)

const keys = 500_000

// kept is a map of the package: it lives as long as the process.
var kept = map[string]string{}

// growth fills the map with new keys and says by how much the heap has grown then.
func growth(add func(key string)) uint64 {
	kept = map[string]string{}
	before := heap()
	for i := 0; i < keys; i++ {
		add(strconv.Itoa(1_000_000_000_000 + i))
	}
	after := heap()
	if after < before {
		return 0
	}
	return after - before
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func TestEachNewKeyStays(t *testing.T) {
	grown := growth(func(key string) { kept[key] = "value" })
	// 32 bytes of headers and 16 of the key's text at the least.
	if grown < keys*48 {
		t.Errorf("%d bytes for %d keys", grown, keys)
	}
	if len(kept) != keys {
		t.Errorf("%d keys", len(kept))
	}
}

func TestClearedAtALimit(t *testing.T) {
	grown := growth(func(key string) {
		if len(kept) >= 1000 {
			for k := range kept {
				delete(kept, k)
			}
		}
		kept[key] = "value"
	})
	if grown > 1<<20 {
		t.Errorf("%d bytes", grown)
	}
}

func TestOldestDeleted(t *testing.T) {
	var order [1000]string
	next := 0
	grown := growth(func(key string) {
		delete(kept, order[next])
		order[next] = key
		next = (next + 1) % len(order)
		kept[key] = "value"
	})
	if grown > 1<<20 {
		t.Errorf("%d bytes", grown)
	}
}

// A count that goes down to zero keeps its key, and what the key points to.
func TestZeroCountsKeepTheirKeys(t *testing.T) {
	type connection struct{ buffer [1024]byte }
	users := map[*connection]int{}
	before := heap()
	for i := 0; i < 10_000; i++ {
		c := new(connection)
		users[c]++
		users[c]--
	}
	if after := heap(); after < before+10_000*1024 {
		t.Errorf("%d bytes for 10000 connections", after-before)
	}
	if len(users) != 10_000 {
		t.Errorf("%d keys", len(users))
	}
	runtime.KeepAlive(users)
}
