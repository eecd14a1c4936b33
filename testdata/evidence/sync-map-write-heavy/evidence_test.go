// Package evidence shows on a real toolchain what the rule sync-map-write-heavy claims: where new keys are stored and deleted
// and nothing is read, a sync.Map allocates for each key, a map with a mutex does not.
package evidence

import (
	"sync"
	"testing"

	"example.com/evidence/claim"
)

const keys = 1000

type lockedMap struct {
	mu sync.RWMutex
	m  map[int]int
}

func (l *lockedMap) put(key int) {
	l.mu.Lock()
	l.m[key] = key
	l.mu.Unlock()
}

func (l *lockedMap) drop(key int) {
	l.mu.Lock()
	delete(l.m, key)
	l.mu.Unlock()
}

// churn stores keys that are not there and deletes them again. Keys above 255 are no constants of the runtime.
func churn(put, drop func(key int)) {
	for key := 1000; key < 1000+keys; key++ {
		put(key)
	}
	for key := 1000; key < 1000+keys; key++ {
		drop(key)
	}
}

func bad() func() {
	var m sync.Map
	return func() { churn(func(key int) { m.Store(key, key) }, func(key int) { m.Delete(key) }) }
}

func good() func() {
	l := &lockedMap{m: make(map[int]int, keys)}
	return func() { churn(l.put, l.drop) }
}

func benchmark(b *testing.B, run func()) {
	run()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		run()
	}
}

func BenchmarkBad(b *testing.B)  { benchmark(b, bad()) }
func BenchmarkGood(b *testing.B) { benchmark(b, good()) }

func TestCost(t *testing.T) {
	claim.Costs(t, "storing and deleting 1000 new keys", BenchmarkBad, BenchmarkGood, claim.Allocations(keys))
}
