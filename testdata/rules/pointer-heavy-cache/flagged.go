package pointerheavycache

import (
	"net"
	"net/http"
	"sync"
)

type session struct {
	hits int
}

type user struct{ name, mail string }

type server struct {
	mu       sync.Mutex
	sessions map[string]*session // want "`server.sessions` grows with what comes in: a million entries hold 2 million pointers, which each collection follows, and a table of 56 MB"
	users    map[string]*user    // want "hold 4 million pointers"
	hits     map[string]int      // want "hold 1 million pointers, .* a table of 56 MB"
	bySize   map[int64]*session  // want "hold 1 million pointers, .* a table of 38 MB"
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[r.URL.Path] = &session{}
	s.users[r.FormValue("name")] = &user{}
	s.hits[r.RemoteAddr]++
	s.bySize[r.ContentLength] = &session{}
}

func (s *server) close(name string) { delete(s.sessions, name) }

var (
	seenMu sync.Mutex
	seen   = map[string]bool{} // want "`seen` grows with what comes in: a million entries hold 1 million pointers"
)

func listen(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		seenMu.Lock()
		seen[c.RemoteAddr().String()] = true
		seenMu.Unlock()
	}
}

var (
	eventsMu sync.Mutex
	events   = map[string]int{} // want "`events` grows"
)

func consume(names <-chan string) {
	for name := range names {
		eventsMu.Lock()
		events[name]++
		eventsMu.Unlock()
	}
}
