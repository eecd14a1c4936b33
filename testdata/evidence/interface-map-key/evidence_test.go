// Package evidence shows on a real toolchain what the rule interface-map-key claims: a write under a key of an interface type
// allocates the key, also where the entry exists; and a key of a type that cannot be compared panics, on reads too.
package evidence

import (
	"strconv"
	"testing"

	"example.com/evidence/claim"
)

const entries = 1000

func keys() []string {
	keys := make([]string, entries)
	for i := range keys {
		keys[i] = strconv.Itoa(1000 + i)
	}
	return keys
}

func BenchmarkBad(b *testing.B) {
	m, keys := map[interface{}]int{}, keys()
	for _, k := range keys {
		m[k] = 0
	}
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		for _, k := range keys {
			m[k] = i
		}
	}
}

func BenchmarkGood(b *testing.B) {
	m, keys := map[string]int{}, keys()
	for _, k := range keys {
		m[k] = 0
	}
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		for _, k := range keys {
			m[k] = i
		}
	}
}

func TestWritesAllocateTheirKeys(t *testing.T) {
	claim.Costs(t, "1000 writes under string keys that exist", BenchmarkBad, BenchmarkGood,
		claim.Allocations(entries), claim.Bytes(entries*16))
}

func TestKeysThatCannotBeComparedPanic(t *testing.T) {
	claim.Panics(t, "a slice as a key, read or written", "runtime error: hash of unhashable type []int", map[string]func(){
		"read":   func() { m := map[interface{}]int{1: 1}; _ = m[[]int{1}] },
		"write":  func() { m := map[interface{}]int{1: 1}; m[[]int{1}] = 1 },
		"delete": func() { m := map[interface{}]int{1: 1}; delete(m, []int{1}) },
	})
}
