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
			delete(sessions, id) // want "`sessions` keeps the table of its peak"
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
			delete(s.clients, client) // want "`server.clients` keeps the table of its peak"
			dropped++
		}
	}
	return dropped
}

func serve() { _ = http.ListenAndServe(":8080", newServer()) }
