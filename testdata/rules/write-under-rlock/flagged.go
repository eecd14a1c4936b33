package writeunderrlock

import "sync"

type cache struct {
	mu      sync.RWMutex
	entries map[string]int
}

// A lazy fill: the miss is filled under the lock it was found under.
func (c *cache) get(key string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if v, ok := c.entries[key]; ok {
		return v
	}
	c.entries[key] = len(key) // want "`c.entries` is changed here while `c.mu` is held only for reading"
	return len(key)
}

func (c *cache) forms(key string) {
	c.mu.RLock()
	c.entries[key]++                      // want "`c.mu` is held only for reading"
	delete(c.entries, key)                // want "is changed here"
	c.entries["a"], c.entries["b"] = 1, 2 // want "is changed here" "is changed here"
	clear(c.entries)                      // want "is changed here"
	c.mu.RUnlock()
}

// The wrong kind of lock was taken again after the right one.
func (c *cache) again(key string) {
	c.mu.Lock()
	c.entries[key] = 1
	c.mu.Unlock()
	c.mu.RLock()
	c.entries[key] = 2 // want "is changed here"
	c.mu.RUnlock()
}

// The helper is only called under the read lock.
func (c *cache) fill(key string) {
	c.entries[key] = 1 // want "is changed here"
}

func (c *cache) useFill(key string) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.fill(key)
}

func (c *cache) rlock()   { c.mu.RLock() }
func (c *cache) runlock() { c.mu.RUnlock() }

func (c *cache) wrapped(key string) {
	c.rlock()
	defer c.runlock()
	c.entries[key] = 1 // want "is changed here"
}

type embedding struct {
	sync.RWMutex
	counts map[string]int
}

func (e *embedding) count(key string) {
	e.RLock()
	defer e.RUnlock()
	e.counts[key]++ // want "`e.counts` is changed here while `e.RWMutex` is held only for reading"
}

type inner struct{ m map[int]int }

type outer struct {
	mu *sync.RWMutex
	in inner
}

func (o *outer) set(k int) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	o.in.m[k] = k // want "is changed here"
}

func (c *cache) alias(key string) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	entries := c.entries
	entries[key] = 1 // want "`entries` is changed here while `c.mu` is held only for reading"
}

var (
	tableMu sync.RWMutex
	table   = map[string]int{}
)

func Set(key string) {
	tableMu.Lock()
	table[key] = 1
	tableMu.Unlock()
}

func Touch(key string) {
	tableMu.RLock()
	table[key]++ // want "`table` is changed here while `tableMu` is held only for reading"
	tableMu.RUnlock()
}

type peers struct {
	mu    sync.RWMutex
	links map[string]map[string]bool
}

// Makes what is missing, so that its callers must hold the lock for writing.
func (p *peers) of(name string) map[string]bool {
	found, ok := p.links[name]
	if !ok {
		found = map[string]bool{}
		p.links[name] = found
	}
	return found
}

func (p *peers) Add(a, b string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.of(a)[b] = true
}

func (p *peers) Drop(name string) {
	p.mu.Lock()
	delete(p.links, name)
	p.mu.Unlock()
}

func (p *peers) Count(name string) int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return len(p.of(name)) // want "this call may change `p.links` while `p.mu` is held only for reading"
}

// The map of an element: its method deletes, and one caller only reads.
type sighting struct{ seen map[string]int }

func (s *sighting) fresh() bool {
	for k, at := range s.seen {
		if at == 0 {
			delete(s.seen, k)
		}
	}
	return len(s.seen) > 0
}

type sightings struct {
	mu  sync.RWMutex
	all map[string][]*sighting
}

func (s *sightings) Add(k, by string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.all[k]
	for i := range list {
		list[i].seen[by] = 1
	}
	s.all[k] = append(s.all[k], &sighting{seen: map[string]int{by: 1}})
}

func (s *sightings) Fresh(k string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := 0
	for _, one := range s.all[k] {
		if one.fresh() { // want "this call may change `s.seen` while `s.mu` is held only for reading"
			n++
		}
	}
	return n
}
