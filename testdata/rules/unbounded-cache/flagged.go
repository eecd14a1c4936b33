package unboundedcache

import (
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

var visits = map[string]int{}

func countVisit(w http.ResponseWriter, r *http.Request) {
	visits[r.RemoteAddr]++ // want "`visits` only grows: each new key takes 56 bytes and what it points to"
}

var lastSeen sync.Map

func see(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lastSeen.Store(r.Header.Get("X-Customer"), time.Now()) // want "`lastSeen` only grows: each new key takes 82 bytes and its key and value"
		next.ServeHTTP(w, r)
	})
}

type quote struct{ price float64 }

var (
	quotesMu sync.Mutex
	quotes   map[string]*quote
)

func init() { quotes = make(map[string]*quote) }

func quoteFor(article string) *quote {
	quotesMu.Lock()
	defer quotesMu.Unlock()
	if q, ok := quotes[article]; ok {
		return q
	}
	q := &quote{price: float64(len(article))}
	quotes[article] = q // want "`quotes` only grows"
	return q
}

func serveQuote(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	_ = quoteFor("article/" + id)
}

var slugs = map[string]string{}

func Slug(title string) string {
	if s, ok := slugs[title]; ok {
		return s
	}
	s := shorten(title)
	slugs[title] = s // want "`slugs` only grows: each new key takes 76 bytes and what it points to"
	return s
}

func shorten(s string) string { return s[:min(len(s), 8)] }

var perPeer = map[string]int{}

func address(r *http.Request) string {
	if forwarded := r.Header.Get("X-Forwarded-For"); forwarded != "" {
		return forwarded
	}
	return r.RemoteAddr
}

func countPeer(w http.ResponseWriter, r *http.Request) {
	perPeer[strings.ToLower(address(r))]++ // want "`perPeer` only grows"
}

type store struct{ seen map[string]bool }

var theStore = store{seen: map[string]bool{}}

func useStore(w http.ResponseWriter, r *http.Request) {
	theStore.seen[r.URL.Path] = true // want "`store.seen` only grows"
}

type server struct {
	mu   sync.Mutex
	hits map[string]int
	part part
}

type part struct{ peers sync.Map }

func newServer() *server { return &server{hits: map[string]int{}} }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hits[r.URL.Path]++                  // want "`server.hits` only grows: each new key takes 56 bytes and what it points to"
	s.part.peers.Store(r.RemoteAddr, nil) // want "`part.peers` only grows"
}

func serve() { _ = http.ListenAndServe(":8080", newServer()) }

// All three get the same keys; leave forgets one.
type hub struct {
	conns map[string]int
	names map[string]string
	rates map[string]float64
}

func (h *hub) join(id, name string) {
	h.conns[id] = len(name)
	h.names[id] = name
	h.rates[id] = 0.5 // want "`hub.rates` only grows: `hub.conns`, `hub.names` get the same keys here, and entries are deleted from them, never from `hub.rates`"
}

func (h *hub) leave(id string) {
	delete(h.conns, id)
	delete(h.names, id)
}

// The maps of a topic are emptied, the topic stays.
type topics struct{ subscribers map[string]map[int]bool }

func (t *topics) add(topic string, id int) {
	if t.subscribers[topic] == nil {
		t.subscribers[topic] = map[int]bool{} // want "`topics.subscribers` keeps a key for every map it ever held"
	}
	t.subscribers[topic][id] = true
}

func (t *topics) remove(topic string, id int) { delete(t.subscribers[topic], id) }

type embedded struct{ seen map[string]bool }

type outer struct{ *embedded }

var theOuter = outer{&embedded{map[string]bool{}}}

func useOuter(w http.ResponseWriter, r *http.Request) {
	theOuter.seen[r.URL.Path] = true // want "`embedded.seen` only grows"
}

// The values of a map that never loses any live as long as it does.
type tenant struct{ agents map[string]int }

var tenants = map[string]*tenant{}

func (t *tenant) count(agent string) {
	t.agents[agent]++ // want "`tenant.agents` only grows"
}

func useTenant(w http.ResponseWriter, r *http.Request) { tenantOf("all").count(r.UserAgent()) }

func tenantOf(name string) *tenant {
	t := tenants[name]
	if t == nil {
		t = &tenant{agents: map[string]int{}}
		tenants[name] = t
	}
	return t
}

// A client waits for its call; when dialling fails the entry is left.
type calls struct{ running map[string]chan int }

func (c *calls) call(id string, dial func() error) error {
	done := make(chan int, 1)
	c.running[id] = done // want "this entry stays in `calls.running` for ever if the function returns with an error before it deletes it"
	if err := dial(); err != nil {
		return err
	}
	<-done
	delete(c.running, id)
	return nil
}

func (c *calls) finish(id string, result int) {
	if done, ok := c.running[id]; ok {
		done <- result
	}
}

type connection struct{ open bool }

// A pool counts who uses a connection and forgets to forget it.
type pool struct{ users map[*connection]int }

func (p *pool) take(c *connection) { p.users[c]++ }

func (p *pool) put(c *connection) {
	p.users[c]-- // want "`pool.users` only grows: counts go down to zero here, and their keys stay"
	if p.users[c] <= 0 {
		c.open = false
	}
}

// The key is worked out of the request, a function away.
type pages struct{ hits map[string]int }

func pageKey(path string) string { return strings.ToLower(path) }

func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.hits[pageKey(r.URL.Path)]++ // want "`pages.hits` only grows"
}

var lastReceived = map[string]int{}

func receive(listener net.Listener, b []byte) error {
	conn, err := listener.Accept()
	if err != nil {
		return err
	}
	defer conn.Close()
	lastReceived[conn.RemoteAddr().String()], err = conn.Read(b) // want "`lastReceived` only grows"
	return err
}
