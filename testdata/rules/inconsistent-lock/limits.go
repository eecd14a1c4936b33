package inconsistentlock

import "sync"

type few struct {
	mu sync.Mutex
	m  map[int]int
}

func (f *few) Set(k int) {
	f.mu.Lock()
	f.m[k] = k
	f.mu.Unlock()
}

func (f *few) Get(k int) int {
	return f.m[k] // todo want: two uses do not show what guards the map
}

type shards struct {
	parts [4]struct {
		mu sync.Mutex
		m  map[int]int
	}
}

func (s *shards) Set(i, k int) {
	s.parts[i].mu.Lock()
	s.parts[i].m[k] = k
	s.parts[i].mu.Unlock()
}

func (s *shards) Drop(i, k int) {
	s.parts[i].mu.Lock()
	delete(s.parts[i].m, k)
	s.parts[i].mu.Unlock()
}

func (s *shards) Get(i, k int) int {
	return s.parts[i].m[k] // todo want: locks of elements have no name
}
