// Package evidence shows on a real toolchain what the rule unbounded-cache claims: a map that gets an entry for each new key
// keeps all of them, and one that is cleared at a limit or loses what is old does not grow.
package evidence

import (
	"runtime"
	"strconv"
	"sync"
	"testing"

	"example.com/evidence/claim"
)

const keys = 500_000

// holding fills a map with new keys and returns it.
func holding(add func(kept map[string]string, key string)) func() interface{} {
	return func() interface{} {
		kept := map[string]string{}
		for i := 0; i < keys; i++ {
			add(kept, strconv.Itoa(1_000_000_000_000+i))
		}
		return kept
	}
}

func bad(kept map[string]string, key string) { kept[key] = "value" }

func good(kept map[string]string, key string) {
	if len(kept) >= 1000 {
		for k := range kept {
			delete(kept, k)
		}
	}
	kept[key] = "value"
}

func TestEachNewKeyStays(t *testing.T) {
	claim.Holds(t, "a map after 500,000 new keys", holding(bad), holding(good), 100)
}

func TestOldestDeleted(t *testing.T) {
	var order [1000]string
	next := 0
	held := claim.Held(holding(func(kept map[string]string, key string) {
		delete(kept, order[next])
		order[next] = key
		next = (next + 1) % len(order)
		kept[key] = "value"
	}))
	if held > 1<<20 {
		t.Errorf("%d bytes", held)
	}
}

func TestBytesAnEntry(t *testing.T) {
	const entries = 1_000_000
	key := func(i int) string { return strconv.Itoa(100_000_000_000_000 + i) }
	for _, kind := range []struct {
		name string
		fill func() interface{}
	}{
		{"map[int]int", func() interface{} {
			m := map[int]int{}
			for i := 0; i < entries; i++ {
				m[i] = i
			}
			return m
		}},
		{"map[string]string, keys of 15 bytes", func() interface{} {
			m := map[string]string{}
			for i := 0; i < entries; i++ {
				m[key(i)] = ""
			}
			return m
		}},
		{"map[string]*[64]byte", func() interface{} {
			m := map[string]*[64]byte{}
			for i := 0; i < entries; i++ {
				m[key(i)] = new([64]byte)
			}
			return m
		}},
		{"sync.Map from string to string", func() interface{} {
			m := new(sync.Map)
			for i := 0; i < entries; i++ {
				m.Store(key(i), key(i))
			}
			return m
		}},
	} {
		held := claim.Held(kind.fill) / entries
		if held < 16 {
			t.Errorf("%s: %d bytes an entry", kind.name, held)
		}
		claim.Amount(t, "an entry of a "+kind.name+" of a million entries", "bytes", held)
	}
}

// A count that goes down to zero keeps its key, and what the key points to.
func TestZeroCountsKeepTheirKeys(t *testing.T) {
	type connection struct{ buffer [1024]byte }
	users := map[*connection]int{}
	before := claim.Heap()
	for i := 0; i < 10_000; i++ {
		c := new(connection)
		users[c]++
		users[c]--
	}
	if after := claim.Heap(); after < before+10_000*1024 {
		t.Errorf("%d bytes for 10000 connections", after-before)
	}
	if len(users) != 10_000 {
		t.Errorf("%d keys", len(users))
	}
	runtime.KeepAlive(users)
}
