// Package ring has methods that take its lock for callers in other packages.
package ring

import "sync"

type Ring struct {
	mu    sync.RWMutex
	slots map[string]int
}

func New() *Ring { return &Ring{slots: map[string]int{}} }

func (r *Ring) Lock()    { r.mu.Lock() }
func (r *Ring) Unlock()  { r.mu.Unlock() }
func (r *Ring) RLock()   { r.mu.RLock() }
func (r *Ring) RUnlock() { r.mu.RUnlock() }

func (r *Ring) Put(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.slots[name]++
}

func (r *Ring) Drop(name string) {
	r.mu.Lock()
	delete(r.slots, name)
	r.mu.Unlock()
}

func (r *Ring) Has(name string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.slots[name] > 0
}

func (r *Ring) Rename(from, to string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.slots[from] > 0 && r.slots[to] == 0 {
		r.slots[to] = r.slots[from]
		delete(r.slots, from)
	}
}

func (r *Ring) Add(name string) {
	r.slots[name]++ // ok: every caller has called Lock
}

func (r *Ring) Slot(name string) int {
	return r.slots[name] // ok: every caller has called Lock or RLock
}

func (r *Ring) Grow(name string) {
	r.slots[name]++ // want "hold `r.mu`; this write does not"
}

func (r *Ring) First() string {
	for name := range r.slots { // want "hold `r.mu`; this read does not"
		return name
	}
	return ""
}
