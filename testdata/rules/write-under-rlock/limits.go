package writeunderrlock

import "sync"

type sharded struct {
	shards [16]struct {
		mu sync.RWMutex
		m  map[string]int
	}
}

func (s *sharded) set(i int, key string) {
	s.shards[i].mu.RLock()
	s.shards[i].m[key] = 1 // todo want: locks of elements have no name
	s.shards[i].mu.RUnlock()
}

type several struct {
	mu    sync.RWMutex
	other sync.Mutex
	m     map[int]int
}

func (s *several) set(k int) {
	s.mu.RLock()
	s.m[k] = k // todo want: nothing says which of two locks guards the map
	s.mu.RUnlock()
}
