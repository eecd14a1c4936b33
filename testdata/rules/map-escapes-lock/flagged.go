package mapescapeslock

import "sync"

type Registry struct {
	mu    sync.RWMutex
	names map[string]int
	feed  chan map[string]int
}

func (r *Registry) Add(name string) {
	r.mu.Lock()
	r.names[name]++
	r.mu.Unlock()
}

func (r *Registry) All() map[string]int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.names // want "`r.names` itself is handed out here and used after `r.mu` is released"
}

func (r *Registry) Alias() map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	names := r.names
	return names // want "`names` itself is handed out here"
}

func (r *Registry) Send() {
	r.mu.RLock()
	defer r.mu.RUnlock()
	r.feed <- r.names // want "`r.names` itself is handed out here"
}

var (
	tableMu sync.Mutex
	table   = map[string]bool{}
)

func Set(k string) {
	tableMu.Lock()
	table[k] = true
	tableMu.Unlock()
}

func Table() map[string]bool {
	tableMu.Lock()
	defer tableMu.Unlock()
	return table // want "`table` itself is handed out here and used after `tableMu` is released"
}

// Filled by goroutines under a lock of their own, and handed out with none.
type Marks struct{ marks map[int]bool }

func (m *Marks) All() map[int]bool {
	return m.marks // want "`m.marks` itself is handed out here with no lock, and goroutines of `Gather` change it in place"
}

func (m *Marks) Gather(ids []int) {
	m.marks = map[int]bool{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Add(1)
		go func(id int) {
			defer wg.Done()
			mu.Lock()
			m.marks[id] = true
			mu.Unlock()
		}(id)
	}
	wg.Wait()
}

var (
	registryMu sync.RWMutex
	registry   = map[string]int{}
)

func init() {
	Register("a")
	Register("b")
}

func Register(name string) {
	registryMu.Lock()
	defer registryMu.Unlock()
	registry[name] = len(registry)
}

func Registered() map[string]int {
	registryMu.RLock()
	defer registryMu.RUnlock()
	return registry // want low "`registry` itself is handed out"
}
