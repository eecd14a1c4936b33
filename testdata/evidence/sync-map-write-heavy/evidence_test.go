// Package evidence shows on a real toolchain what the rule sync-map-write-heavy claims: where new keys are stored and deleted
// and nothing is read, a sync.Map allocates and takes longer than a map with a mutex, which does not allocate.
package evidence

import (
	"runtime"
	"sync"
	"testing"
	"time"
)

const keys = 1000

// store is what both maps can do.
type store interface {
	put(key int)
	drop(key int)
}

type syncMap struct{ m sync.Map }

func (s *syncMap) put(key int)  { s.m.Store(key, key) }
func (s *syncMap) drop(key int) { s.m.Delete(key) }

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

func newLockedMap() *lockedMap { return &lockedMap{m: make(map[int]int, keys)} }

// churn stores keys that are not there and deletes them again. Keys above 255 are no constants of the runtime.
func churn(s store) {
	for key := 1000; key < 1000+keys; key++ {
		s.put(key)
	}
	for key := 1000; key < 1000+keys; key++ {
		s.drop(key)
	}
}

func TestAllocations(t *testing.T) {
	m, locked := &syncMap{}, newLockedMap()
	churn(m)
	churn(locked)
	perKey := testing.AllocsPerRun(20, func() { churn(m) }) / keys
	plain := testing.AllocsPerRun(20, func() { churn(locked) })
	t.Logf("allocations of an insert and its delete: sync.Map %.1f, map and mutex %.1f", perKey, plain/keys)
	if perKey < 1 {
		t.Errorf("a sync.Map allocates %.2f times for a new key and its delete, less than once", perKey)
	}
	if plain != 0 {
		t.Errorf("the map with a mutex allocates %v times", plain)
	}
}

// fastest returns the shortest of several runs: what else the machine does only makes runs longer.
func fastest(s store) time.Duration {
	best := time.Duration(1<<63 - 1)
	for run := 0; run < 30; run++ {
		start := time.Now()
		for turn := 0; turn < 10; turn++ {
			churn(s)
		}
		if took := time.Since(start); took < best {
			best = took
		}
	}
	return best
}

func TestTime(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	m, locked := &syncMap{}, newLockedMap()
	ratio := float64(fastest(m)) / float64(fastest(locked))
	t.Logf("writes alone, one core: sync.Map takes %.1f times what a map and a mutex take", ratio)
	if ratio < 1.2 {
		t.Errorf("sync.Map takes %.2f times what a map and a mutex take", ratio)
	}
}
