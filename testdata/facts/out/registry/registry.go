// Package registry guards a map and gives it away.
package registry

import (
	"sync"

	"example.com/out/tools"
)

type Registry struct {
	mu    sync.Mutex
	names map[string]int
}

func (r *Registry) Add(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[name]++
}

func (r *Registry) Drop(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.names, name)
}

func (r *Registry) Has(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.names[name] > 0
}

// Names is used by a handler of package web.
func (r *Registry) Names() map[string]int {
	return r.names // want "`r.names` itself is handed out here and used with no lock in another package; 3 of 3 uses here hold `r.mu`"
}

// Quiet is used where nothing shows that others run.
func (r *Registry) Quiet() map[string]int {
	return r.names // want "`r.names` itself is handed out here and used with no lock in another package"
}

// Under is only used under a lock of the caller's.
func (r *Registry) Under() map[string]int {
	return r.names // ok: package web holds a lock
}

// Early is only used before anything runs.
func (r *Registry) Early() map[string]int {
	return r.names // ok: package web has just made the registry
}

// Unused is used by nobody.
func (r *Registry) Unused() map[string]int {
	return r.names // ok: no use is seen
}

// Asks tells its callers what to do: the lock must be held.
func (r *Registry) Asks() map[string]int {
	return r.names // ok: the comment speaks of the lock
}

func (r *Registry) Locked() map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.names // want "`r.names` itself is handed out here and used after `r.mu` is released"
}

// Fill hands the map to a function that changes it.
func (r *Registry) Fill() {
	tools.Put(r.names, "a") // want "`tools.Put` gets at `r.names` here without `r.mu`"
}

// Blank hands the map to a function that does nothing to its table.
func (r *Registry) Blank() bool {
	return tools.IsNil(r.names) // ok: only compared
}

// Print hands the map to a function of which nothing is known.
func (r *Registry) Print() {
	tools.Keep(r.names) // want "`tools.Keep` gets at `r.names` here without `r.mu`"
}
