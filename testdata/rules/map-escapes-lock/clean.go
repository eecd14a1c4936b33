package mapescapeslock

import (
	"maps"
	"sync"
)

type Store struct {
	mu    sync.Mutex
	m     map[string]int
	fixed map[string]int
}

func (s *Store) Set(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k] = 1
	s.fixed = map[string]int{k: 1}
}

func (s *Store) Copy() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.m) // ok: a copy
}

func (s *Store) Loop() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[string]int, len(s.m))
	for k, v := range s.m {
		out[k] = v
	}
	return out // ok: a copy
}

func (s *Store) Fixed() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fixed // ok: only ever replaced by a new map
}

func (s *Store) Take() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.m
	s.m = map[string]int{}
	return old // ok: nobody else has it any more
}

// The caller holds the lock.
func (s *Store) inner() map[string]int {
	return s.m // ok: called with the lock held
}

func (s *Store) Sum() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := 0
	for _, v := range s.inner() {
		sum += v
	}
	return sum
}

func (s *Store) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.m) // ok: a number
}

func (s *Store) Get(k string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[k] // ok: a value
}

// A lock that is left to the caller.
type Open struct {
	mu sync.Mutex
	m  map[string]int
}

func (o *Open) Set(k string) {
	o.mu.Lock()
	o.m[k] = 1
	o.mu.Unlock()
}

func (o *Open) Acquire() map[string]int {
	o.mu.Lock()
	return o.m // ok: the lock stays held until Release
}

func (o *Open) Release() { o.mu.Unlock() }

// The goroutines fill a new map, which replaces the old one.
type Found struct {
	mu    sync.Mutex
	found map[int]bool
}

func (f *Found) All() map[int]bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.found // ok: nothing changes a map that was published
}

func (f *Found) Gather(ids []int) {
	found := map[int]bool{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Add(1)
		go func(id int) {
			defer wg.Done()
			mu.Lock()
			found[id] = true
			mu.Unlock()
		}(id)
	}
	wg.Wait()
	f.mu.Lock()
	f.found = found
	f.mu.Unlock()
}

type Buffer struct {
	mu      sync.Mutex
	cond    *sync.Cond
	writing bool
	chunks  map[string]int
}

func (b *Buffer) Put(k string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.writing {
		b.cond.Wait()
	}
	b.chunks[k] = 1
}

func (b *Buffer) Write() map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.writing = true
	return b.chunks // ok: others wait until the flag is cleared
}

func (b *Buffer) Written() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.writing = false
	clear(b.chunks)
	b.cond.Broadcast()
}

// Collected waits for all who add before it hands out what they have gathered.
type Collected struct {
	mu     sync.Mutex
	adding sync.WaitGroup
	report map[string]int
}

func (c *Collected) Start() { c.adding.Add(1) }

func (c *Collected) Add(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.report[k]++
	c.adding.Done()
}

func (c *Collected) Ready() map[string]int {
	c.adding.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.report // ok: nobody adds any more
}

// Replaced fills the new map before the lock is released.
type Replaced struct {
	mu     sync.Mutex
	values map[string]int
}

func (r *Replaced) Set(values map[string]int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.values = make(map[string]int, len(values))
	for k, v := range values {
		r.values[k] = v
	}
}

func (r *Replaced) Values() map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.values // ok: the map that it has got is never changed again
}
