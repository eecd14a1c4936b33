package writeunderrlock

import (
	"maps"
	"sync"
	"sync/atomic"
)

type store struct {
	mu      sync.RWMutex
	entries map[string]int
	sizes   sync.Map
	hits    atomic.Int64
}

// Released, taken for writing, looked at again.
func (s *store) get(key string) int {
	s.mu.RLock()
	v, ok := s.entries[key]
	s.mu.RUnlock()
	if ok {
		return v
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.entries[key]; ok {
		return v
	}
	s.entries[key] = len(key) // ok: the write lock is held
	return len(key)
}

func (s *store) copied() map[string]int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make(map[string]int, len(s.entries))
	for k, v := range s.entries {
		out[k] = v // ok: a map of the call's own
	}
	clone := maps.Clone(s.entries)
	clone["x"] = 1 // ok: a copy
	return out
}

func (s *store) others(key string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.sizes.Store(key, 1) // ok: a sync.Map locks itself
	s.hits.Add(1)
}

// A lock for each entry: the outer lock only keeps the entry in place.
type entry struct {
	mu    sync.Mutex
	marks map[string]bool
}

type table2 struct {
	mu      sync.RWMutex
	entries map[string]*entry
}

func (t *table2) mark(key, mark string) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	e := t.entries[key]
	e.mu.Lock()
	e.marks[mark] = true // ok: its own lock is held
	e.mu.Unlock()
}

// The value's map belongs to the value, not to the lock's struct.
type session struct{ vars map[string]string }

type sessions struct {
	mu   sync.RWMutex
	byID map[string]*session
}

func (s *sessions) set(id, k, v string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.byID[id].vars[k] = v // ok: another value's map, perhaps one goroutine's own
}

// Two locks: readers hold one for reading, writers both.
type twoLocks struct {
	mu    sync.RWMutex
	order sync.Mutex
	m     map[int]int
}

func (t *twoLocks) write(k int) {
	t.mu.RLock()
	t.order.Lock()
	t.m[k] = k // ok: the second lock may be what keeps writers apart
	t.order.Unlock()
	t.mu.RUnlock()
}

func (s *store) upgraded(key string, write bool) {
	if write {
		s.mu.Lock()
		defer s.mu.Unlock()
	} else {
		s.mu.RLock()
		defer s.mu.RUnlock()
	}
	if write {
		s.entries[key] = 1 // ok: which lock is held depends
	}
}

func newStore() *store {
	s := &store{}
	s.mu.RLock()
	s.entries = map[string]int{}
	s.entries["a"] = 1 // ok: nobody else has it yet
	s.mu.RUnlock()
	return s
}

type notSync struct{ m map[int]int }

func (n *notSync) RLock()   {}
func (n *notSync) RUnlock() {}

func (n *notSync) set(k int) {
	n.RLock()
	n.m[k] = k // ok: no lock of package sync
	n.RUnlock()
}

var (
	unrelatedMu sync.RWMutex
	unrelated   = map[int]int{}
)

func owner(k int) {
	unrelatedMu.RLock()
	unrelated[k] = k // ok: nothing says that this lock guards the map
	unrelatedMu.RUnlock()
}

type names struct {
	mu    sync.RWMutex
	order sync.Mutex
	ids   map[string]int
}

func (n *names) id(name string) int {
	if id, ok := n.ids[name]; ok {
		return id
	}
	n.ids[name] = len(n.ids)
	return n.ids[name]
}

func (n *names) Add(name string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.id(name)
}

func (n *names) Get(name string) int {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.ids[name] // ok: only looked up
}

func (n *names) Both(name string) int {
	n.mu.RLock()
	defer n.mu.RUnlock()
	n.order.Lock()
	defer n.order.Unlock()
	return n.id(name) // ok: the second lock may be what keeps writers apart
}

// An element's own map, which no lock around it guards elsewhere.
type worker struct{ done map[int]bool }

func (w *worker) finish(id int) { w.done[id] = true }

type pool struct {
	mu      sync.RWMutex
	workers []*worker
}

func (p *pool) Add() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.workers = append(p.workers, &worker{done: map[int]bool{}})
}

func (p *pool) Finish(i, id int) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	p.workers[i].finish(id) // ok: nothing takes the lock for writing to change it
}

type sender struct {
	lock        sync.RWMutex
	unreachable map[int]bool
	in          chan int
}

func newSender() *sender {
	s := &sender{unreachable: map[int]bool{}, in: make(chan int)}
	go s.run()
	return s
}

func (s *sender) run() {
	for id := range s.in {
		s.send(id)
	}
}

func (s *sender) send(id int) {
	s.lock.RLock()
	defer s.lock.RUnlock()
	if s.unreachable[id] {
		delete(s.unreachable, id) // ok: one goroutine alone uses the map
	} else {
		s.unreachable[id] = true // ok: one goroutine alone uses the map
	}
}
