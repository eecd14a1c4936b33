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

// Lazy makes the map only where there is none: others may have the one that is there.
type Lazy struct {
	mu     sync.Mutex
	values map[string]int
}

func (l *Lazy) Set(k string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.values == nil {
		l.values = make(map[string]int)
	}
	l.values[k]++
}

func (l *Lazy) Drop(k string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.values, k)
}

func (l *Lazy) Values() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.values // want medium "is handed out here and used after `l.mu` is released"
}

// WaitedElsewhere waits for goroutines that have nothing to do with the map.
type WaitedElsewhere struct {
	mu     sync.Mutex
	values map[string]int
}

func (w *WaitedElsewhere) Set(k string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.values[k]++
}

func (w *WaitedElsewhere) Values(warm func()) map[string]int {
	var group sync.WaitGroup
	group.Add(1)
	go func() { defer group.Done(); warm() }()
	group.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.values // want medium "is handed out here and used after `w.mu` is released"
}

var (
	commandsMu sync.RWMutex
	commands   = map[string]int{}
)

var hooks []func()

func init() {
	register("a")
	hooks = append(hooks, func() {
		commandsMu.Lock()
		commands["b"]++
		commandsMu.Unlock()
	})
}

func register(name string) {
	commandsMu.Lock()
	defer commandsMu.Unlock()
	commands[name]++
}

func Commands() map[string]int {
	commandsMu.RLock()
	defer commandsMu.RUnlock()
	return commands // want low "is handed out here"
}

// inner is only asked with the lock of what holds it.
type inner struct {
	mu     sync.Mutex
	series map[string]int
}

func (i *inner) Add(k string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.series[k]++
}

func (i *inner) Series() map[string]int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.series // want low "is handed out here"
}

func (i *inner) Sum() (n int) {
	for _, v := range i.Series() {
		n += v
	}
	return n
}

type Outer struct {
	mu    sync.Mutex
	parts map[string]*inner
}

func (o *Outer) Add(part, k string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.parts[part].Add(k)
}

func (o *Outer) Sum(part string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.parts[part].Sum()
}
