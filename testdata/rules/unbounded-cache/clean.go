package unboundedcache

import (
	"net"
	"net/http"
	"reflect"
	"strings"
	"sync"
)

var deleted = map[string]int{}

func useDeleted(w http.ResponseWriter, r *http.Request) {
	deleted[r.URL.Path]++ // ok: forget deletes
}

func forget(path string) { delete(deleted, path) }

var limited = map[string]int{}

func useLimited(w http.ResponseWriter, r *http.Request) {
	if len(limited) < 100 {
		limited[r.URL.Path]++ // ok: bounded by its length
	}
}

var replaced = map[string]int{}

func useReplaced(w http.ResponseWriter, r *http.Request) {
	replaced[r.URL.Path]++ // ok: rotate replaces it
}

func rotate() { replaced = map[string]int{} }

var swept sync.Map

func useSwept(w http.ResponseWriter, r *http.Request) {
	swept.Store(r.URL.Path, 1) // ok: sweep deletes
}

func sweep() {
	swept.Range(func(k, _ any) bool {
		swept.Delete(k)
		return true
	})
}

var passedOn = map[string]int{}

func usePassed(w http.ResponseWriter, r *http.Request) {
	passedOn[r.URL.Path]++ // ok: trim gets the map
	trim(passedOn)
}

func trim(m map[string]int) { clear(m) }

// Exported may be emptied by other packages.
var Exported = map[string]int{}

func useExported(w http.ResponseWriter, r *http.Request) {
	Exported[r.URL.Path]++ // ok: exported
}

var drivers = map[string]func() int{}

func Register(name string, driver func() int) {
	if _, ok := drivers[name]; ok {
		panic("twice")
	}
	drivers[name] = driver // ok: a registry
}

var atStart = map[string]int{}

func init() { load([]string{"a", "b"}) }

func load(names []string) {
	for _, name := range names {
		if n, ok := atStart[name]; !ok {
			atStart[name] = shortLength(name) + n // ok: filled at start
		}
	}
}

func shortLength(s string) int { return min(len(s), 8) }

var byType sync.Map

func fieldsOf(v any) int {
	t := reflect.TypeOf(v)
	if n, ok := byType.Load(t); ok {
		return n.(int)
	}
	n := t.NumField()
	byType.Store(t, n) // ok: there are only so many types
	return n
}

type color string

const (
	red  color = "red"
	blue color = "blue"
)

var byColor = map[color]string{}

func Paint(c color) string {
	if s, ok := byColor[c]; ok {
		return s
	}
	s := shorten(string(c) + string(red+blue))
	byColor[c] = s // ok: an enumeration
	return s
}

var byMethod = map[string]int{}

func countMethod(w http.ResponseWriter, r *http.Request) {
	byMethod[r.Method]++ // ok: there are only so many methods
	byMethod["all"]++    // ok: a constant
}

var byName = map[string]string{}

func named(name string) string {
	if s, ok := byName[name]; ok {
		return s
	}
	s := shorten(name)
	byName[name] = s // ok: all calls pass constants
	return s
}

func names() string { return named("a") + named("b") }

func local(r *http.Request) int {
	m := map[string]int{}
	m[r.URL.Path]++ // ok: a local map
	return len(m)
}

var byRoute = map[string]int{}

func routeOf(path string) string {
	if path == "/" {
		return "root"
	}
	return "other"
}

func countRoute(w http.ResponseWriter, r *http.Request) {
	byRoute[routeOf(r.URL.Path)]++ // ok: there are only so many routes
}

type routeKey struct{}

var byPattern = map[string]int{}

func countPattern(w http.ResponseWriter, r *http.Request) {
	if name, ok := r.Context().Value(routeKey{}).(string); ok {
		byPattern[name]++ // ok: what a context holds is not known
	}
	byPattern[r.Pattern]++ // ok: there are only so many patterns
}

// A value for each request does not live long.
type exchange struct{ seen map[string]bool }

func (e *exchange) handle(w http.ResponseWriter, r *http.Request) {
	e.seen[r.URL.Path] = true // ok: each request has its own
}

func serveExchange(w http.ResponseWriter, r *http.Request) {
	e := &exchange{seen: map[string]bool{}}
	e.handle(w, r)
}

// The same behind a constructor.
type visit struct{ seen map[string]bool }

func newVisit() *visit { return &visit{seen: map[string]bool{}} }

func (v *visit) handle(w http.ResponseWriter, r *http.Request) {
	v.seen[r.URL.Path] = true // ok: each request has its own
}

func serveVisit(w http.ResponseWriter, r *http.Request) { newVisit().handle(w, r) }

// A variable that is set again gives its map up.
type snapshot struct{ seen map[string]bool }

var current = &snapshot{seen: map[string]bool{}}

func renew() { current = &snapshot{seen: map[string]bool{}} }

func useCurrent(w http.ResponseWriter, r *http.Request) {
	current.seen[r.URL.Path] = true // ok: renew replaces the whole
}

// Nothing shows how long a scanner lives.
type scanner struct{ seen map[string]bool }

func (s *scanner) scan(r *http.Request) {
	s.seen[r.URL.Path] = true // ok: a scanner may be made for each run
}

// A server that forgets.
type limiter struct{ hits map[string]int }

func newLimiter() *limiter { return &limiter{hits: map[string]int{}} }

func (l *limiter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.hits[r.RemoteAddr]++ // ok: tick clears
}

func (l *limiter) tick() { clear(l.hits) }

func limit() { _ = http.ListenAndServe(":8081", newLimiter()) }

// Cleaned with its siblings, through a helper.
type room struct {
	conns map[string]int
	names map[string]string
	rates map[string]float64
}

func (m *room) join(id, name string) {
	m.conns[id] = len(name)
	m.names[id] = name
	m.rates[id] = 0.5 // ok: dropRate deletes
}

func (m *room) leave(id string) {
	delete(m.conns, id)
	delete(m.names, id)
	dropRate(m.rates, id)
}

func dropRate(rates map[string]float64, id string) { delete(rates, id) }

// Another kind of key than its siblings: entries have another life.
type office struct {
	desks  map[string]int
	people map[string]string
	floors map[string]int
}

func (o *office) enter(id, floor string) {
	o.desks[id] = 1
	o.people[id] = floor
	o.floors[floor]++ // ok: keyed by floors, not by people
}

func (o *office) exit(id string) {
	delete(o.desks, id)
	delete(o.people, id)
}

// The outer key goes with its last entry.
type groups struct{ members map[string]map[int]bool }

func (g *groups) add(group string, id int) {
	if g.members[group] == nil {
		g.members[group] = map[int]bool{} // ok: remove deletes empty groups
	}
	g.members[group][id] = true
}

func (g *groups) remove(group string, id int) {
	delete(g.members[group], id)
	if len(g.members[group]) == 0 {
		delete(g.members, group)
	}
}

var visitors = map[string]int{"root": 0}

func countKnown(w http.ResponseWriter, r *http.Request) {
	visits, ok := visitors[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if visits < 100 {
		visitors[r.URL.Path] = visits + 1 // ok: the key was found, its value is replaced
	}
}

// ok: every way out deletes the entry.
type jobs struct{ running map[string]int }

func (j *jobs) run(id string, work func() error) error {
	j.running[id] = 1
	if err := work(); err != nil {
		delete(j.running, id)
		return err
	}
	delete(j.running, id)
	return nil
}

func (j *jobs) runDeferred(id string, work func() error) error {
	j.running[id] = 1
	defer delete(j.running, id)
	return work()
}

// ok: entries are to stay, and are taken back where something fails.
type registry struct{ services map[string]int }

func (g *registry) register(name string, start, check func() error) error {
	g.services[name] = 1
	if err := start(); err == nil {
		return nil
	}
	delete(g.services, name)
	return check()
}

// ok: another function deletes what the early return leaves.
type sessions struct{ open map[string]int }

func (s *sessions) try(id string, dial func() error) error {
	s.open[id] = 1
	if err := dial(); err != nil {
		return err
	}
	delete(s.open, id)
	return nil
}

func (s *sessions) drop(id string) { delete(s.open, id) }

// ok: another key is deleted.
type moves struct{ at map[string]int }

func (m *moves) move(from, to string, check func() error) error {
	m.at[to] = 1
	if err := check(); err != nil {
		return err
	}
	delete(m.at, from)
	return nil
}

// ok: what goes down to zero is deleted.
type references struct{ count map[*jobs]int }

func (r *references) add(j *jobs) { r.count[j]++ }

func (r *references) release(j *jobs) {
	r.count[j]--
	if r.count[j] == 0 {
		delete(r.count, j)
	}
}

// ok: values of a map that loses them.
type account struct{ agents map[string]int }

var accounts = map[string]*account{}

func (a *account) count(agent string) { a.agents[agent]++ }

func useAccount(w http.ResponseWriter, r *http.Request) {
	if a := accounts[r.Host]; a != nil {
		a.count(r.UserAgent())
	}
}

func closeAccount(name string) { delete(accounts, name) }

func openAccount(name string) { accounts[name] = &account{agents: map[string]int{}} }

// ok: only the first caller adds the entry and deletes it; the others return early.
type flights struct{ active map[string]int }

func (f *flights) do(key string, wait, work func() error) error {
	_, active := f.active[key]
	if !active {
		f.active[key] = 1
	}
	if active {
		if err := wait(); err != nil {
			return err
		}
	}
	err := work()
	delete(f.active, key)
	return err
}

// ok: what is added is the failure itself.
type failures struct{ last map[string]error }

func (f *failures) load(key string, read func() error) error {
	if err := read(); err != nil {
		f.last[key] = err
		return err
	}
	delete(f.last, key)
	return nil
}

// What works a key out serves registrations and requests.
type mux struct{ routes map[string]http.Handler }

func patternKey(pattern string) string { return strings.ToLower(pattern) }

func (m *mux) Handle(pattern string, handler http.Handler) {
	m.routes[patternKey(pattern)] = handler // ok: of a pattern, not of a request
}

func (m *mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if handler := m.routes[patternKey(r.URL.Path)]; handler != nil {
		handler.ServeHTTP(w, r)
	}
}

// Peers that were dialled are as many as somebody asked for.
var lastSent = map[string]int{}

func send(conn *net.UDPConn, b []byte) {
	n, _ := conn.Write(b)
	lastSent[conn.RemoteAddr().String()] = n // ok: a connection of UDP has a peer only where it was dialled
}

func sendTo(address string, b []byte) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer conn.Close()
	n, _ := conn.Write(b)
	lastSent[conn.RemoteAddr().String()] = n // ok: dialled here
}
