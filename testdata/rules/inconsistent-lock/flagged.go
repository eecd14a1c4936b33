package inconsistentlock

import (
	"encoding/json"
	"go/ast"
	"io"
	"net/http"
	"sync"
	"text/template"
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

// A map within the map, used after the unlock.
type Peers struct {
	mu    sync.RWMutex
	conns map[string]map[int]bool
}

func (p *Peers) Open(name string, id int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := p.conns[name]
	if all == nil {
		all = map[int]bool{}
		p.conns[name] = all
	}
	all[id] = true
}

func (p *Peers) Close(name string, id int) {
	p.mu.Lock()
	delete(p.conns[name], id)
	p.mu.Unlock()
}

func (p *Peers) Count(name string) int {
	p.mu.RLock()
	all, ok := p.conns[name]
	p.mu.RUnlock()
	if !ok {
		return 0
	}
	return len(all) // want "`all`, a map within `p.conns`, is read here without `p.mu`, which 4 of 4 uses of `p.conns` hold"
}

// Published, and used after that.
type Catalog struct {
	mu    sync.Mutex
	items map[string]int
}

func (c *Catalog) Load(names []string) int {
	next := map[string]int{}
	for i, name := range names {
		next[name] = i
	}
	c.mu.Lock()
	c.items = next
	c.mu.Unlock()
	return len(next) // want "`next` is read here without `c.mu`, after it was published as `c.items`"
}

func (c *Catalog) Add(name string) {
	c.mu.Lock()
	c.items[name] = 1
	c.mu.Unlock()
}

func (c *Catalog) Has(name string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.items[name]
	return ok
}

// The map is in a struct of its own, its lock in each of the structs that hold it.
type index struct{ rows map[int]int }

func (i *index) put(k int)     { i.rows[k] = k }
func (i *index) drop(k int)    { delete(i.rows, k) }
func (i *index) get(k int) int { return i.rows[k] }

type Disk struct {
	mu  sync.Mutex
	idx *index
}

func (d *Disk) Put(k int) {
	d.mu.Lock()
	d.idx.put(k)
	d.mu.Unlock()
}

func (d *Disk) Drop(k int) {
	d.mu.Lock()
	d.idx.drop(k)
	d.mu.Unlock()
}

func (d *Disk) Get(k int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.idx.get(k)
}

type Memory struct {
	mu  sync.Mutex
	idx *index
}

func (m *Memory) Put(k int) {
	m.mu.Lock()
	m.idx.put(k)
	m.mu.Unlock()
}

func (m *Memory) Get(k int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.idx.get(k)
}

func (m *Memory) Drop(k int) {
	m.idx.drop(k) // want "`\(\*index\).drop` uses `i.rows` and leaves locking to its callers; 2 of 3 uses hold `m.mu`, this call does not"
}

// The method of an element, whose map the lock around all elements guards.
type Room struct{ members map[int]bool }

func (r *Room) join(id int)  { r.members[id] = true }
func (r *Room) leave(id int) { delete(r.members, id) }

type House struct {
	mu    sync.Mutex
	rooms map[string]*Room
}

func (h *House) Join(name string, id int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	room, ok := h.rooms[name]
	if !ok {
		room = &Room{members: map[int]bool{}}
		h.rooms[name] = room
	}
	room.join(id)
}

func (h *House) Leave(id int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, room := range h.rooms {
		room.leave(id)
	}
}

func (h *House) Size(name string) int {
	h.mu.Lock()
	room := h.rooms[name]
	h.mu.Unlock()
	return len(room.members) // want "2 of 3 uses of `room.members` hold `h.mu`; this read does not"
}

// Handed to code that is not seen.
type Feed struct {
	mu   sync.Mutex
	subs map[int]string
}

func (f *Feed) Subscribe(id int) {
	f.mu.Lock()
	f.subs[id] = ""
	f.mu.Unlock()
}

func (f *Feed) Cancel(id int) {
	f.mu.Lock()
	delete(f.subs, id)
	f.mu.Unlock()
}

func (f *Feed) Watch(run func(func())) {
	run(func() {
		_ = f.subs[1] // want "2 of 3 uses of `f.subs` hold `f.mu`; this read does not"
	})
}

// Another lock of the same struct, which the writers do not take.
type Mixed struct {
	ringMu, subMu sync.Mutex
	ring          []int
	subs          map[string]int
}

func NewMixed() *Mixed { return &Mixed{subs: map[string]int{}} }

func (m *Mixed) Add(k string) {
	m.subMu.Lock()
	m.subs[k]++
	m.subMu.Unlock()
}

func (m *Mixed) Remove(k string) {
	m.subMu.Lock()
	delete(m.subs, k)
	m.subMu.Unlock()
}

func (m *Mixed) Stop() {
	m.ringMu.Lock()
	defer m.ringMu.Unlock()
	m.ring = nil
	m.subs = map[string]int{} // want "2 of 3 uses of `m.subs` hold `m.subMu`; this one holds `m.ringMu` instead"
}

// Released, and never taken.
var (
	spaceMu sync.Mutex
	space   = map[string]int{}
)

func Free(path string) int {
	spaceMu.Lock()
	defer spaceMu.Unlock()
	space[path]++
	return space[path]
}

func Total(path string) int {
	defer spaceMu.Unlock()
	space[path]-- // want "`space` is used before `spaceMu` is released here, which is never taken"
	return space[path]
}

// A goroutine that an earlier turn of the loop started is still there.
func Agent(ids chan int, open func(int) error) {
	pending := map[int]bool{}
	var mu sync.Mutex
	for id := range ids {
		mu.Lock()
		delete(pending, id)
		mu.Unlock()
		if len(pending) > 10 { // want "3 of 4 uses of `pending` hold `mu`; this read does not"
			continue
		}
		mu.Lock()
		pending[id] = true
		mu.Unlock()
		go func(id int) {
			if open(id) != nil {
				mu.Lock()
				delete(pending, id)
				mu.Unlock()
			}
		}(id)
	}
}

type ownMutex struct{ sync.Mutex }
type tracked struct {
	ownMutex
	m map[string]int
}

func (c *tracked) Put(k string)     { c.Lock(); c.m[k] = 1; c.Unlock() }
func (c *tracked) Del(k string)     { c.Lock(); delete(c.m, k); c.Unlock() }
func (c *tracked) Get(k string) int { c.Lock(); defer c.Unlock(); return c.m[k] }
func (c *tracked) Len() int         { return len(c.m) } // want "3 of 4 uses of `c.m` hold `c.ownMutex.Mutex`; this read does not"

// Handed to another package, whose functions look into it.
type inventory struct {
	mu    sync.Mutex
	items map[string]int
}

func (i *inventory) Add(k string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.items[k]++
}

func (i *inventory) Drop(k string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.items, k)
}

func (i *inventory) JSON() ([]byte, error) {
	i.mu.Lock()
	items := i.items
	i.mu.Unlock()
	return json.Marshal(items) // want "this read does not"
}

// A map of another package's type, whose methods are not seen.
type comments struct {
	mu   sync.Mutex
	all  ast.CommentMap
	last int
}

func (c *comments) Move(from, to ast.Node) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all.Update(from, to)
}

func (c *comments) Swap(a, b ast.Node) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all.Update(a, b)
}

func (c *comments) Of(n ast.Node) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.all[n])
}

func (c *comments) Replace(from, to ast.Node) {
	c.all.Update(from, to) // want "`c.all.Update` gets at `c.all` here without `c.mu`, which 3 of 4 uses hold"
}

type dump struct {
	mu    sync.Mutex
	items map[string]int
}

func (d *dump) Add(k string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.items[k]++
}

func (d *dump) Drop(k string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.items, k)
}

func (d *dump) Show(w io.Writer, page *template.Template) error {
	return page.Execute(w, d.items) // want "`page.Execute` gets at `d.items` here without `d.mu`, which 2 of 2 uses hold"
}

type book struct {
	mu      sync.Mutex
	entries map[string]int
}

func (b *book) OnStart() {
	b.loadFile("a")
	go b.save()
}

func (b *book) loadFile(k string) {
	b.entries[k] = 1 // want low "this write"
}

func (b *book) save() {
	b.mu.Lock()
	defer b.mu.Unlock()
	println(len(b.entries))
}

func (b *book) Add(k string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.entries[k]++
}

func (b *book) Remove(k string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.entries, k)
}

func (b *book) Get(k string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.entries[k]
}

type pools struct {
	mu    sync.Mutex
	nodes map[string]map[string]int
}

func (p *pools) Add(kind, k string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.nodes[kind] == nil {
		p.nodes[kind] = map[string]int{}
	}
	p.nodes[kind][k] = 1
}

func (p *pools) Get(kind, k string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.nodes[kind][k]
}

func (p *pools) Sum(kind string) (n int) {
	for _, v := range p.nodes[kind] { // want "uses of `p.nodes` hold `p.mu`; this read does not"
		n += v
	}
	return n
}

type Stores struct {
	mu     sync.Mutex
	stores map[string]int
}

func (s *Stores) Add(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stores == nil {
		s.stores = map[string]int{}
	}
	s.stores[k]++
}

func (s *Stores) Remove(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.stores, k)
}

func (s *Stores) Get(k string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stores[k]
}

func (s *Stores) Shutter() {
	s.stores = nil // want low "this write does not"
}
