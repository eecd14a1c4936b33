package pointerheavycache

import (
	"net/http"
	"sync"
)

type limited struct {
	mu     sync.Mutex
	byID   map[int64]session   // ok: nothing to follow
	capped map[string]*session // ok: its length is looked at
	byKind map[bool]*session   // ok: two keys
	fixed  map[string]*session // ok: constant keys
	Shared map[string]*session // ok: others may empty it
}

func (s *limited) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byID[r.ContentLength] = session{}
	if len(s.capped) > 10_000 {
		clear(s.capped)
	}
	s.capped[r.URL.Path] = &session{}
	s.byKind[r.Close] = &session{}
	s.fixed["last"] = &session{}
	s.Shared[r.URL.Path] = &session{}
}

var names = map[string]*session{} // ok: filled at the start

func init() {
	for _, name := range []string{"a", "b"} {
		names[name] = &session{}
	}
}

// A struct that nothing is known to keep.
type job struct {
	parts map[string]*session // ok: may be gone soon
}

func (j *job) run(in <-chan string) {
	for name := range in {
		j.parts[name] = &session{}
	}
}

var registry = map[string]*session{} // ok: no loop and no request adds

// Register adds one.
func Register(name string, s *session) { registry[name] = s }
