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
	sessions map[string]*session // want "`server.sessions` grows with what comes in, and its keys and values hold pointers: a million entries take each collection 50 ms of CPU, and its table 56 MB"
	users    map[string]*user    // want "keys and values, and what they point to, hold pointers: .* some 200 ms of CPU"
	hits     map[string]int      // want "its keys hold pointers: .* 20 ms of CPU, and its table 56 MB"
	bySize   map[int64]*session  // want "its values hold pointers: .* 20 ms of CPU, and its table 38 MB"
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
	seen   = map[string]bool{} // want "`seen` grows with what comes in, and its keys hold pointers"
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
