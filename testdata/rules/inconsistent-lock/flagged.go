package inconsistentlock

import (
	"net/http"
	"sync"
)

type server struct {
	mu       sync.Mutex
	sessions map[string]int
}

func (s *server) add(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[id] = 1
}

func (s *server) drop(id string) {
	s.mu.Lock()
	delete(s.sessions, id)
	s.mu.Unlock()
}

func (s *server) find(id string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions[id]
}

func (s *server) reset() {
	s.mu.Lock()
	clear(s.sessions)
	s.sessions[""] = 0
	s.sessions["root"] = len(s.sessions)
	s.mu.Unlock()
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Path
	if s.known(id) {
		return
	}
	s.add(id)
	s.drop(id)
}

func (s *server) known(id string) bool {
	_, ok := s.sessions[id] // want "7 of 9 uses of `s.sessions` hold `s.mu`; this read, reached from `\(\*server\).ServeHTTP`, does not"
	return ok
}

func (s *server) Len() int {
	return len(s.sessions) // want "7 of 9 uses of `s.sessions` hold `s.mu`; this read does not"
}

// Ranges and writes.
type Registry struct {
	sync.RWMutex
	names map[string]bool
}

func (r *Registry) Add(name string) {
	r.Lock()
	defer r.Unlock()
	r.names[name] = true
}

func (r *Registry) Has(name string) bool {
	r.RLock()
	defer r.RUnlock()
	return r.names[name]
}

func (r *Registry) Drop(name string) {
	r.Lock()
	delete(r.names, name)
	r.Unlock()
}

func (r *Registry) All() []string {
	var all []string
	for name := range r.names { // want "3 of 4 uses of `r.names` hold `r.RWMutex`; this read does not"
		all = append(all, name)
	}
	return all
}

// The helper leaves locking to its callers, and one forgets.
type Table struct {
	mu   sync.Mutex
	rows map[int]string
}

func (t *Table) set(k int, v string) { t.rows[k] = v }

func (t *Table) One(k int) {
	t.mu.Lock()
	t.set(k, "one")
	t.mu.Unlock()
}

func (t *Table) Two(k int) {
	t.mu.Lock()
	t.set(k, "two")
	t.mu.Unlock()
}

func (t *Table) Three(k int) {
	t.mu.Lock()
	t.set(k, "three")
	t.mu.Unlock()
}

func (t *Table) Four(k int) {
	t.set(k, "four") // want "`\(\*Table\).set` uses `t.rows` and leaves locking to its callers; 3 of 4 uses hold `t.mu`, this call does not"
}

// Unlocked too soon.
type Early struct {
	mu sync.Mutex
	m  map[int]int
}

func (e *Early) Put(k int) {
	e.mu.Lock()
	e.m[k] = k
	e.mu.Unlock()
}

func (e *Early) Get(k int) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.m[k]
}

func (e *Early) Swap(k, v int) int {
	e.mu.Lock()
	old := e.m[k]
	e.mu.Unlock()
	e.m[k] = v // want "3 of 4 uses of `e.m` hold `e.mu`; this write does not"
	return old
}

// An alias of the map used after the unlock.
type Alias struct {
	mu sync.Mutex
	m  map[int]int
}

func (a *Alias) Put(k int) {
	a.mu.Lock()
	a.m[k] = k
	a.mu.Unlock()
}

func (a *Alias) Drop(k int) {
	a.mu.Lock()
	delete(a.m, k)
	a.mu.Unlock()
}

func (a *Alias) Get(k int) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.m[k]
}

func (a *Alias) Sum() int {
	a.mu.Lock()
	m := a.m
	a.mu.Unlock()
	sum := 0
	for _, v := range m { // want "3 of 4 uses of `m` hold `a.mu`; this read does not"
		sum += v
	}
	return sum
}

// The wrong lock.
type Wrong struct {
	readMu, writeMu sync.Mutex
	reads, writes   map[int]int
}

func (w *Wrong) Read(k int) {
	w.readMu.Lock()
	w.reads[k]++
	w.readMu.Unlock()
}

func (w *Wrong) Unread(k int) {
	w.readMu.Lock()
	delete(w.reads, k)
	w.readMu.Unlock()
}

func (w *Wrong) Reads(k int) int {
	w.readMu.Lock()
	defer w.readMu.Unlock()
	return w.reads[k]
}

func (w *Wrong) Write(k int) {
	w.writeMu.Lock()
	w.writes[k]++
	w.reads[k]-- // want "3 of 4 uses of `w.reads` hold `w.readMu`; this one holds `w.writeMu` instead"
	w.writeMu.Unlock()
}

// Maps of the package.
var (
	tableMu sync.Mutex
	table   = map[string]int{}
)

func Set(k string) {
	tableMu.Lock()
	table[k] = 1
	tableMu.Unlock()
}

func Drop(k string) {
	tableMu.Lock()
	delete(table, k)
	tableMu.Unlock()
}

func Get(k string) int {
	tableMu.Lock()
	defer tableMu.Unlock()
	return table[k]
}

func Has(k string) bool {
	_, ok := table[k] // want "3 of 4 uses of `table` hold `tableMu`; this read does not"
	return ok
}

// An annotation says what the guard is.
type annotated struct {
	mu sync.Mutex
	// +checklocks:mu
	m map[int]int
}

func (a *annotated) Set(k int) {
	a.mu.Lock()
	a.m[k] = k
	a.mu.Unlock()
}

func (a *annotated) Has(k int) bool {
	_, ok := a.m[k] // want "`a.m` is declared to be guarded by `a.mu`; this use does not hold it"
	return ok
}
