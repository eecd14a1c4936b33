package nilmapfield

import "sync"

type cache struct {
	mu    sync.Mutex
	name  string
	items map[string]int
}

type outer struct {
	cache
	inner *cache
	list  [2]cache
}

func fromVar() {
	var c cache
	c.name = "c"
	c.items["a"] = 1 // want "write to c.items, a map field that is still nil"
}

func fromLiteral() {
	c := cache{name: "c"}
	c.items["a"]++ // want "write to c.items"
	p := &cache{sync.Mutex{}, "p", nil}
	p.items["a"] = 1 // want "write to p.items"
}

func fromNew(k string) *cache {
	c := new(cache)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[k] = 1 // want "write to c.items"
	return c
}

func promoted() {
	o := outer{inner: &cache{items: map[string]int{}}}
	o.inner.items["a"] = 1
	o.items["a"] = 1 // want "write to o.items"
}

func (c cache) reset() { c.items = map[string]int{} }

func madeInCopy() {
	c := cache{name: "c"}
	c.reset()
	c.items["a"] = 1 // want "write to c.items"
}

func otherLiterals() {
	a := cache{items: map[string]int{}}
	b := cache{name: "b"}
	a.items["a"] = 1
	b.items["a"] = 1 // want "write to b.items"
}

func (c *cache) add(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[k]++ // want "write to c.items"
}

func byMethod() {
	c := &cache{name: "c"}
	c.add("a")
}

func newCache(name string) *cache { return &cache{name: name} }

func fromConstructor() {
	c := newCache("c")
	c.items["a"] = 1 // want "write to c.items"
}

func put(c *cache, k string) {
	c.items[k] = 1 // want "write to c.items"
}

func byFunction() {
	var c cache
	put(&c, "a")
}

func (c *cache) size() int { return len(c.items) }

func methodsThatLeaveIt() {
	c := &cache{}
	println(c.size())
	c.items["a"] = 1 // want "write to c.items"
}

func copied() {
	var a cache
	b := a
	b.items["a"] = 1 // want "write to b.items"
}

func onEveryWay(big bool) {
	var c *cache
	if big {
		c = &cache{name: "big"}
	} else {
		c = new(cache)
	}
	c.items["a"] = 1 // want "write to c.items"
}

func (c *cache) addChecked(k string) {
	if k == "" {
		return
	}
	c.items[k]++ // want "write to c.items"
}

func callsChecked() {
	c := &cache{}
	c.addChecked("a")
}

type names struct {
	sorted []string
	known  map[string]bool
	extra  map[string]bool
}

func newNames(all []string) *names { return &names{sorted: all} }

func (n *names) mark(k string) {
	if n.known[k] {
		return
	}
	n.known[k] = true // want "write to n.known, a map field that nothing ever sets"
	if n.extra != nil {
		n.extra[k] = true
	}
}

func direct() {
	new(cache).items["a"] = 1     // want "write to new\(cache\).items"
	(&cache{}).items["b"] = 2     // want "write to \(&cache{}\).items"
	newCache("c").items["c"] += 3 // want "write to newCache.*.items"
}

type tally struct{ byName map[string]int }

func count(t *tally, words []string, verbose bool) {
	for _, word := range words {
		t.byName[word]++ // want "write to t.byName"
	}
}

func counted(words []string) *tally {
	t := &tally{}
	count(t, words, false)
	other := &tally{byName: map[string]int{}}
	count(other, words, false)
	return t
}

func (c *cache) wrongWayRound(k string) {
	if c.items == nil {
		c.items[k] = 1 // want "write to c.items"
	}
}

func (c *cache) drop(k string) {
	*c = cache{name: c.name}
	c.items[k] = 1 // want "write to c.items"
}

// Close drops the map, and whatever comes later writes to it.
type requests struct {
	closed  bool
	running map[string]int
}

func newRequests() *requests { return &requests{running: map[string]int{}} }

func (r *requests) Begin(k string) bool {
	if r.closed {
		return false
	}
	r.running[k]++
	return true
}

func (r *requests) End(k string) {
	r.running[k]-- // want "write to r.running, which another function sets to nil: it panics when it comes after that"
}

func (r *requests) Close() {
	r.closed = true
	r.running = nil
}

// One turn of a loop drops the map, the next writes to it.
type hits struct {
	ignored bool
	seen    map[string]int
}

func (h *hits) ignore() {
	h.seen = nil
	h.ignored = true
}

func (h *hits) add(k string) {
	if len(k) > 10 {
		h.ignore()
		return
	}
	h.seen[k]++ // want "write to h.seen, which another function sets to nil"
}

func Count(words []string) map[string]int {
	h := &hits{seen: map[string]int{}}
	h.addAll(words)
	return h.seen
}

func (h *hits) addAll(words []string) {
	if h.ignored {
		return
	}
	for _, word := range words {
		h.add(word)
	}
}

// One of two constructors leaves the map out.
type query struct {
	base   string
	params map[string]string
}

func NewQuery(base string) *query { return &query{base: base} }

func QueryWith(base string, params map[string]string) *query {
	return &query{base: base, params: params}
}

func (q *query) Apply(more map[string]string) {
	for k, v := range more {
		q.params[k] = v // want "write to q.params, which not all values of the struct have: it panics on those without it"
	}
}

// The lock is released between the look and the write.
type upload struct {
	mu     sync.Mutex
	closed bool
	parts  map[int]string
}

func newUpload() *upload { return &upload{parts: map[int]string{}} }

func (u *upload) wait() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return !u.closed
}

func (u *upload) put(n int, part string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.parts[n] = part // want "write to u.parts, which another function sets to nil"
}

func (u *upload) Add(n int, receive func() string) {
	if !u.wait() {
		return
	}
	u.put(n, receive())
}

func (u *upload) Abort() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.closed = true
	u.parts = nil
}

// What leads to the loop is called through an interface, by whoever likes.
type column interface{ visit(f func(string)) }

type facets struct{ values map[string]int }

func (f *facets) forget() { f.values = nil }

func (f *facets) note(v string) {
	if len(v) > 10 {
		f.forget()
		return
	}
	f.values[v]++ // want "write to f.values, which another function sets to nil"
}

func newFacets() *facets { return &facets{values: map[string]int{}} }

func (f *facets) visit(c column) {
	c.visit(func(v string) { f.note(v) })
}

func (f *facets) Visit(all []string) {
	for _, v := range all {
		f.note(v)
	}
}
