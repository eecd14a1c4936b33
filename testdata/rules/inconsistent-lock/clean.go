package inconsistentlock

import (
	"context"
	"encoding/json"
	"go/ast"
	"net/http"
	"sort"
	"sync"
	"sync/atomic"
)

type Store struct {
	mu    sync.Mutex
	m     map[string]int
	byKey map[string]int
	keys  []string
	once  sync.Once
}

// Before the value is shared nothing needs a lock.
func NewStore() *Store {
	s := &Store{m: map[string]int{}}
	s.m["a"] = 1 // ok: nobody else has it yet
	s.fill()
	return s
}

func (s *Store) fill() {
	s.m["b"] = 2 // ok: only called while the value is made
}

func (s *Store) Set(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k] = 1
	s.bump(k)
	sort.Slice(s.keys, func(i, j int) bool {
		return s.m[s.keys[i]] < s.m[s.keys[j]] // ok: runs under the caller's lock
	})
	func() {
		s.m[k]++ // ok: called where it stands
	}()
}

func (s *Store) bump(k string) {
	s.m[k]++ // ok: every caller holds the lock
	s.bumpAgain(k)
}

func (s *Store) bumpAgain(k string) {
	if s.m[k] > 3 { // ok: through another helper
		delete(s.m, k)
	}
}

func (s *Store) Get(k string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[k]
}

func (s *Store) Try(k string) int {
	if !s.mu.TryLock() {
		return 0
	}
	defer s.mu.Unlock()
	return s.m[k] // ok: TryLock was true
}

func (s *Store) lock() func() {
	s.mu.Lock()
	return s.mu.Unlock
}

func (s *Store) Returned(k string) int {
	defer s.lock()()
	return s.m[k] // ok: the wrapper took the lock
}

func (s *Store) Iterate(f func(string)) {
	s.mu.Lock()
	for k := range s.m {
		s.mu.Unlock()
		f(k)
		s.mu.Lock()
	}
	s.mu.Unlock()
}

func (s *Store) Swap() map[string]int {
	s.mu.Lock()
	old := s.m
	s.m = map[string]int{}
	s.mu.Unlock()
	for k := range old { // ok: the old map belongs to whoever took it out
		_ = k
	}
	return old
}

func (s *Store) Locked(f func(m map[string]int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s.m)
}

// Called by others with the lock held, by what all calls here show.
func (s *Store) SizeLocked() int {
	return len(s.m) // ok: exported, but every call here holds the lock
}

func (s *Store) Report() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.SizeLocked()
}

// A goroutine that alone writes reads without the lock it writes under.
type loop struct {
	mu    sync.Mutex
	state map[int]int
	quit  chan struct{}
}

func start() *loop {
	l := &loop{state: map[int]int{}, quit: make(chan struct{})}
	go l.run()
	return l
}

func (l *loop) run() {
	for {
		select {
		case <-l.quit:
			return
		default:
		}
		if l.state[1] < 10 { // ok: only this goroutine writes
			l.mu.Lock()
			l.state[1]++
			l.mu.Unlock()
			l.mu.Lock()
			l.state[2]++
			l.mu.Unlock()
		}
	}
}

func (l *loop) Peek() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state[1]
}

// Only ever replaced whole.
type snapshot struct {
	mu sync.Mutex
	m  map[string]int
}

func (s *snapshot) Set(k string) {
	next := map[string]int{k: 1}
	s.mu.Lock()
	for k, v := range s.m {
		next[k] = v
	}
	s.m = next
	s.mu.Unlock()
}

func (s *snapshot) Both() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.m)
}

func (s *snapshot) Get() int {
	s.mu.Lock()
	m := s.m
	s.mu.Unlock()
	return len(m) // ok: nothing changes a map that was published
}

// The lock of an outer struct.
type group struct {
	mu      sync.Mutex
	members map[string]*member
}

type member struct {
	mu    sync.Mutex
	marks map[string]bool
}

func (m *member) add(k string) {
	m.marks[k] = true // ok: the group's lock is held
}

func (m *member) one() {
	m.mu.Lock()
	m.marks["1"] = true
	m.mu.Unlock()
}

func (m *member) two() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.marks["2"]
}

func (m *member) three() {
	m.mu.Lock()
	delete(m.marks, "3")
	m.mu.Unlock()
}

func (g *group) Mark(k string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, m := range g.members {
		m.add(k)
	}
}

// Whoever holds a member's lock holds the group's too.
func (g *group) Count(k string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	m := g.members[k]
	m.one()
	m.three()
	if m.two() {
		delete(g.members, k)
	}
}

// A goroutine's work is waited for under the lock.
func (s *Store) Parallel(keys []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var group sync.WaitGroup
	group.Add(1)
	go func() {
		defer group.Done()
		for _, k := range keys {
			_ = s.m[k] // ok: the starter waits with the lock held
		}
	}()
	group.Wait()
}

// Made once.
func (s *Store) index() {
	s.once.Do(func() {
		s.byKey = map[string]int{}
		for i, k := range s.keys {
			s.byKey[k] = i // ok: whoever calls Do waits for it
		}
	})
}

var (
	setupMu sync.Mutex
	setup   = map[string]int{}
)

func init() {
	setup["a"] = 1 // ok: nothing else runs yet
	register("b")
}

func register(k string) { setup[k] = 2 } // ok: called by init alone

func Setup(k string) int {
	setupMu.Lock()
	defer setupMu.Unlock()
	setup[k]++
	return setup[k]
}

// Configured before it serves: nothing else makes the map.
type hub struct {
	mu    sync.Mutex
	conns map[int]bool
}

func (h *hub) Configure() {
	h.conns = make(map[int]bool) // ok: an insert before this would panic
}

func (h *hub) Join(id int) {
	h.mu.Lock()
	h.conns[id] = true
	h.mu.Unlock()
}

func (h *hub) Leave(id int) {
	h.mu.Lock()
	delete(h.conns, id)
	h.mu.Unlock()
}

func (h *hub) Each(f func(int)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id := range h.conns {
		f(id)
	}
}

// An inner map that was taken out of the map belongs to who took it.
type buckets struct {
	mu  sync.Mutex
	all map[string]map[int]bool
}

func (b *buckets) add(k string, id int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all[k] == nil {
		b.all[k] = map[int]bool{}
	}
	b.all[k][id] = true
}

func (b *buckets) Flush(k string) int {
	b.mu.Lock()
	taken := b.all[k]
	delete(b.all, k)
	b.mu.Unlock()
	return len(taken) // ok: nobody else reaches it any more
}

func (b *buckets) Add(id int) {
	b.add("a", id)
	b.add("b", id)
}

// Inner maps that are only ever replaced by new ones.
type tables struct {
	mu  sync.Mutex
	all map[string]map[int]bool
}

func (t *tables) Set(k string, id int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	next := map[int]bool{id: true}
	for old := range t.all[k] {
		next[old] = true
	}
	t.all[k] = next
}

func (t *tables) Has(k string, id int) bool {
	t.mu.Lock()
	table := t.all[k]
	t.mu.Unlock()
	return table[id] // ok: nothing changes a map that stands in the table
}

// Published, and only replaced from then on.
func (s *snapshot) Publish(keys []string) int {
	next := map[string]int{}
	for _, k := range keys {
		next[k] = 1
	}
	s.mu.Lock()
	s.m = next
	s.mu.Unlock()
	return len(next) // ok: nothing changes a map that was published
}

// The lock goes with the callback: whoever runs it may hold it.
type batch struct {
	lock *sync.Mutex
	run  func()
}

type queue struct {
	mu    sync.Mutex
	items map[int]bool
}

func (q *queue) Put(id int) {
	q.mu.Lock()
	q.items[id] = true
	q.mu.Unlock()
}

func (q *queue) Take(id int) {
	q.mu.Lock()
	delete(q.items, id)
	q.mu.Unlock()
}

func (q *queue) later(id int) batch {
	return batch{lock: &q.mu, run: func() {
		q.items[id] = true // ok: who has the batch has the lock
	}}
}

// Both a reader and the writers hold another lock.
type counters struct {
	queueMu, countMu sync.Mutex
	counts           map[string]int
}

func (c *counters) bump(k string) {
	c.countMu.Lock()
	c.counts[k]++
	c.countMu.Unlock()
	if c.counts[k] > 3 { // ok: all callers hold the other lock, so no two are here
		c.countMu.Lock()
		delete(c.counts, k)
		c.countMu.Unlock()
	}
}

func (c *counters) One() {
	c.queueMu.Lock()
	c.bump("one")
	c.queueMu.Unlock()
}

func (c *counters) Two() {
	c.queueMu.Lock()
	c.bump("two")
	c.queueMu.Unlock()
}

func (c *counters) Read(k string) int {
	c.countMu.Lock()
	defer c.countMu.Unlock()
	return c.counts[k]
}

// Each turn of the loop waits for what it started.
func rounds(ids [][]int) int {
	done := map[int]bool{}
	var mu sync.Mutex
	for _, round := range ids {
		var wg sync.WaitGroup
		mu.Lock()
		delete(done, 0)
		mu.Unlock()
		if len(done) > 10 { // ok: nothing runs beside it
			break
		}
		for _, id := range round {
			wg.Add(1)
			go func(id int) {
				defer wg.Done()
				mu.Lock()
				done[id] = true
				mu.Unlock()
			}(id)
		}
		wg.Wait()
	}
	return len(done)
}

type lookups struct {
	setUp sync.Mutex
	done  atomic.Bool
	byKey map[string]int
	names map[string]int
}

func (l *lookups) initOnce(keys []string) {
	l.setUp.Lock()
	defer l.setUp.Unlock()
	if l.done.Load() {
		return
	}
	l.byKey = map[string]int{}
	for i, k := range keys {
		l.byKey[k] = i
		l.byKey[k+"x"] = len(l.byKey)
	}
	l.done.Store(true)
}

func (l *lookups) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.initOnce(nil)
	_ = l.byKey[r.URL.Path] // ok: the lock is for setting up once; nothing changes the map afterwards
}

// Handed on with the lock held, to what does not look into it, or to a function value of which nothing is known.
type stock struct {
	mu    sync.Mutex
	items map[string]int
	watch func(map[string]int)
	last  atomic.Value
}

func (s *stock) Add(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[k]++
}

func (s *stock) Drop(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.items, k)
}

func (s *stock) JSON() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return json.Marshal(s.items) // ok: under the lock
}

func (s *stock) In(ctx context.Context) context.Context {
	return context.WithValue(ctx, s, s.items) // ok: what reads it comes later
}

func (s *stock) Publish() {
	s.last.Store(s.items) // ok: stored, not read
}

func (s *stock) Tell() {
	s.watch(s.items) // ok: the function may take the lock
}

// Methods of which none is called both ways.
type marks struct {
	mu  sync.Mutex
	all ast.CommentMap
}

func (m *marks) Move(from, to ast.Node) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all.Update(from, to)
}

func (m *marks) Swap(a, b ast.Node) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all.Update(a, b)
}

func (m *marks) Of(n ast.Node) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.all[n])
}

func (m *marks) String() string {
	return m.all.String() // ok: what it does to the map is not known, and no other use shows it
}

// What was taken out belongs to who took it, in a literal too.
type journal struct {
	mu      sync.Mutex
	entries map[string]int
}

func (j *journal) Add(k string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries[k]++
}

func (j *journal) Drop(k string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	delete(j.entries, k)
}

func (j *journal) Reload(each func(func(string) bool)) {
	j.mu.Lock()
	old := j.entries
	j.entries = map[string]int{}
	j.mu.Unlock()
	each(func(k string) bool {
		return old[k] > 0 // ok: nobody else has it any more
	})
}

// A method is handed on as a value and called with what the helper has made: its own value is locked all the while.
type notifier struct {
	sync.Mutex
	heights map[int]map[int]bool
	next    int
}

type detail struct{ height int }

func (n *notifier) Connect(height int) {
	n.Lock()
	defer n.Unlock()
	n.filter(height, n.atTip)
}

func (n *notifier) Relevant(height int) {
	n.Lock()
	defer n.Unlock()
	n.filter(height, n.atTip)
}

func (n *notifier) filter(height int, found func(*detail)) {
	tell := func(height int) {
		d := &detail{height: height}
		found(d)
	}
	tell(height)
	d := detail{height: height}
	found(&d)
}

func (n *notifier) atTip(d *detail) {
	if n.heights[d.height] == nil {
		n.heights[d.height] = map[int]bool{} // ok: who calls it holds the lock
	}
	n.next++
}

func (n *notifier) Drop(height int) {
	n.Lock()
	defer n.Unlock()
	delete(n.heights, height)
}

func (n *notifier) Add(height int) {
	n.Lock()
	defer n.Unlock()
	if n.heights[height] == nil {
		n.heights[height] = map[int]bool{}
	}
}

type contexts struct {
	mu sync.Mutex
	m  map[string]int
}

func newContexts() (c *contexts) {
	c = &contexts{}
	c.m = nil // ok: nobody else has it yet
	return
}

func (c *contexts) add(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil {
		c.m = map[string]int{}
	}
	c.m[k]++
}

func (c *contexts) remove(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.m, k)
}

func (c *contexts) get(k string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.m[k]
}

func useContexts() {
	c := newContexts()
	go c.add("a")
	go c.remove("a")
	println(c.get("a"))
}

type Ignored struct {
	mu    *sync.Mutex
	files map[string]int
}

func (i *Ignored) Provision() {
	i.files = make(map[string]int) // ok: with a new lock nobody else may have the value
	i.mu = new(sync.Mutex)
}

func (i *Ignored) Add(k string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.files[k]++
}

func (i *Ignored) Remove(k string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.files, k)
}

func (i *Ignored) Get(k string) int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.files[k]
}
