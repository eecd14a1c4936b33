package mapnevershrinks

import (
	"net/http"
	"sync"
	"time"
)

var sessions = map[string]time.Time{}

func touch(id string) { sessions[id] = time.Now() }

func sweep(limit time.Time) {
	for id, seen := range sessions {
		if seen.Before(limit) {
			delete(sessions, id) // want "`sessions` keeps the table of its peak, 94 MB after a million entries:"
		}
	}
}

type server struct {
	mu      sync.Mutex
	clients map[string]int
}

func newServer() *server { return &server{clients: map[string]int{}} }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clients[r.RemoteAddr]++
}

func (s *server) forgetIdle(limit int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	dropped := 0
	for client, n := range s.clients {
		if n < limit {
			delete(s.clients, client) // want low "`server.clients` keeps the table of its peak"
			dropped++
		}
	}
	return dropped
}

func serve() { _ = http.ListenAndServe(":8080", newServer()) }

// What is swept by age outlives a call.
type cache struct{ entries map[string]time.Time }

func (c *cache) put(id string) { c.entries[id] = time.Now() }

func (c *cache) expire() {
	for id, t := range c.entries {
		if time.Since(t) > time.Hour {
			delete(c.entries, id) // want "`cache.entries` keeps the table of its peak"
		}
	}
}

// So does what a goroutine sweeps.
type pool struct {
	mu   sync.Mutex
	idle map[int]int
}

func (p *pool) start() { go p.loop() }

func (p *pool) loop() {
	for range time.Tick(time.Minute) {
		p.sweep()
	}
}

func (p *pool) sweep() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, n := range p.idle {
		if n > 3 {
			delete(p.idle, id) // want "`pool.idle` keeps the table of its peak"
			continue
		}
		p.idle[id] = n + 1
	}
}

func (p *pool) add(id int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle[id] = 0
}
