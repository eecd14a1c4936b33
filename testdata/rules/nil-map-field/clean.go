package nilmapfield

import (
	"encoding/json"
	"errors"
	"sync"
)

func set() {
	c := cache{items: map[string]int{}}
	c.items["a"] = 1 // ok: set in the literal
	var d cache
	d.items = make(map[string]int)
	d.items["a"] = 1 // ok: set before
	e := cache{sync.Mutex{}, "e", map[string]int{}}
	e.items["a"] = 1 // ok: set in the literal
}

func (c *cache) init() { c.items = map[string]int{} }

func setByMethod() {
	var c cache
	c.init()
	c.items["a"] = 1 // ok: the method makes it
}

func (c *cache) lazyAdd(k string) {
	if c.items == nil {
		c.items = make(map[string]int)
	}
	c.items[k]++ // ok: made at first use
}

func lazyMethod() {
	var c cache
	c.lazyAdd("a")
	c.items["a"] = 1 // ok: the method may have made it
}

func (c *cache) ready() bool { return c.items != nil }

func asked() {
	c := &cache{}
	if c.ready() {
		c.items["a"] = 1 // ok: the method says it is made
	}
}

func (c *cache) maybeAdd(k string) {
	if c.name == "" {
		return
	}
	c.items[k]++ // ok: not reached from the literal below
}

func namedOnly() {
	c := &cache{}
	c.maybeAdd("a")
}

func decoded(data []byte) {
	var c cache
	if json.Unmarshal(data, &c) != nil {
		return
	}
	c.items["a"] = 1 // ok: the decoder may make it
}

func escaped(register func(*cache)) {
	c := &cache{}
	register(c)
	c.items["a"] = 1 // ok: the function may make it
}

var global *cache

func stored() {
	c := &cache{}
	global = c
	setByMethod()
	c.items["a"] = 1 // ok: may be made through the variable
}

func throughCopy() {
	c := &cache{}
	d := c
	d.items = map[string]int{}
	c.items["a"] = 1 // ok: made through the other pointer
}

func throughField() {
	var c cache
	p := &c.items
	*p = map[string]int{}
	c.items["a"] = 1 // ok: made through its address
}

func parameterField(c *cache) {
	c.items["a"] = 1 // ok: not known
}

func constructed() {
	c := makeCache()
	c.items["a"] = 1 // ok: the constructor makes it
}

func makeCache() *cache {
	c := &cache{name: "made"}
	c.items = map[string]int{}
	return c
}

func inGoroutine() {
	c := &cache{}
	done := make(chan bool)
	go func() { c.init(); done <- true }()
	<-done
	c.items["a"] = 1 // ok: the goroutine makes it
}

func flagDecides(verbose bool) {
	var c cache
	if verbose {
		c.init()
	}
	if c.name != "" {
		c.items["a"] = 1 // ok: a field of the same value decides
	}
}

func embedded() {
	var o outer
	o.init()
	o.items["a"] = 1 // ok: the promoted method makes it
}

func replaced(c cache) {
	var d cache
	d = c
	d.items["a"] = 1 // ok: a copy of what the caller has
}

type Settings struct {
	Values map[string]string
	hidden map[string]string
}

func (s *Settings) put(k, v string) {
	s.Values[k] = v // ok: other packages may set an exported field
}

func fromList(hidden map[string]string) Settings { return Settings{nil, hidden} }

func (s *Settings) hide(k, v string) {
	s.hidden[k] = v // ok: set by position
}

type lazily struct{ table map[string]int }

func (l *lazily) get() map[string]int {
	if l.table == nil {
		return nil
	}
	l.table["a"] = 1 // ok: never reached, nothing sets the field
	return l.table
}

type source struct{ kept map[string]int }

type target struct{ kept map[string]int }

func convert(s source) target { return target(s) }

func keep() { convert(source{kept: map[string]int{}}).kept["a"] = 1 } // ok: the conversion sets it

func (t *target) keep() {
	t.kept["a"] = 1 // ok: set by the conversion
}

func filled(c *cache) *cache {
	c.items = map[string]int{}
	return c
}

func direct2() {
	filled(&cache{}).items["a"] = 1 // ok: the function makes it
}

func (c *cache) waits(ready chan bool) {
	if c.items == nil {
		<-ready
		c.items["a"] = 1 // ok: who answered may have made it
	}
	c.items = nil
	c.mu.Unlock()
	c.mu.Lock()
	c.items["a"] = 1 // ok: made while it was unlocked
}

type unbuilt struct{ entries map[string]int }

func (u *unbuilt) add(k string) {
	u.entries[k]++ // ok: nothing here builds one
}

func unnamed() {
	var x struct{ first, second map[string]int }
	x = struct{ first, second map[string]int }{map[string]int{}, nil}
	x.first["a"] = 1 // ok: the literal's type is identical, and sets it
}

type pairOfMaps struct{ left, right map[string]int }

func assigned() {
	var p pairOfMaps = struct{ left, right map[string]int }{map[string]int{}, nil}
	p.left["a"] = 1 // ok: the literal's type is assignable, and sets it
}

func (p *pairOfMaps) add(k string) {
	p.left[k] = 1 // ok: set where the value is built
}

// What is set beside the nil is looked at before the write, by the writer or by all who call it.
type session struct {
	closed bool
	vars   map[string]int
}

func newSession() *session { return &session{vars: map[string]int{}} }

func (s *session) Set(k string) {
	if s.closed {
		return
	}
	s.vars[k] = 1 // ok: looks at what Close sets
}

func (s *session) Add(k string) {
	if s.isOpen() {
		s.vars[k]++ // ok: a method looks
	}
}

func (s *session) isOpen() bool { return !s.closed }

func (s *session) Bump(k string) {
	if !s.closed {
		s.bump(k)
	}
}

func (s *session) bump(k string) {
	s.vars[k]++ // ok: its caller looks
}

func (s *session) Close() {
	s.closed = true
	s.vars = nil
}

// Begin makes the map again: who uses it knows the order.
type builder struct{ parts map[string]int }

func (b *builder) Begin() { b.parts = map[string]int{} }

func (b *builder) Add(k string) {
	b.parts[k] = 1 // ok: between Begin and End
}

func (b *builder) End() map[string]int {
	parts := b.parts
	b.parts = nil
	return parts
}

// One function leads to both.
type run struct{ left map[string]int }

func Run(words []string) {
	r := &run{left: map[string]int{}}
	for _, word := range words {
		r.add(word)
	}
	r.drop()
}

func (r *run) add(k string) {
	r.left[k] = 1 // ok: drop comes last
}

func (r *run) drop() { r.left = nil }

// Made again where it is nil.
type lazy struct{ cache map[string]int }

func (l *lazy) Put(k string) {
	if l.cache == nil {
		l.cache = map[string]int{}
	}
	l.cache[k] = 1 // ok: made above
}

func (l *lazy) Reset() { l.cache = nil }

func (l *lazy) Touch(k string) {
	if n, ok := l.cache[k]; ok {
		l.cache[k] = n + 1 // ok: what has the key is not nil
	}
}

// A literal without the map is completed, or stands beside an error, or says what it is for.
type table struct {
	name   string
	frozen bool
	rows   map[string]int
}

func newTable(name string) *table { return &table{name: name, rows: map[string]int{}} }

func tableOf(name string) (table, error) {
	if name == "" {
		return table{name: "?"}, errors.New("no name")
	}
	return *newTable(name), nil
}

func (t *table) Put(k string) {
	t.rows[k] = 1 // ok: the only literal without the map comes with an error
}

type view struct {
	isReadOnly bool
	cells      map[string]int
}

func newView() *view { return &view{cells: map[string]int{}} }

func readOnly() *view { return &view{isReadOnly: true} }

func (v *view) Put(k string) {
	if v.isReadOnly {
		return
	}
	v.cells[k] = 1 // ok: the struct says whether it has the map
}

// The look and the write are one section.
type download struct {
	mu     sync.Mutex
	closed bool
	parts  map[int]string
}

func newDownload() *download { return &download{parts: map[int]string{}} }

func (d *download) put(n int, part string) {
	d.parts[n] = part // ok: its caller looks and holds the lock until here
}

func (d *download) Add(n int, part string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return
	}
	d.put(n, part)
}

func (d *download) Drop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	d.parts = nil
}

// The last turn drops the map, and the loop ends with it.
type lines struct{ seen map[string]int }

func newLines() *lines { return &lines{seen: map[string]int{}} }

func (l *lines) end() { l.seen = nil }

func (l *lines) add(line string) bool {
	if line == "" {
		l.end()
		return false
	}
	if l.seen == nil {
		return false
	}
	l.seen[line]++ // ok: looked at
	return true
}

func (l *lines) AddAll(all []string) {
	for _, line := range all {
		if !l.add(line) {
			return
		}
	}
}
