package wrapped

import (
	"net/http"
	"sync"
)

type service struct {
	mux    *http.ServeMux
	mu     sync.Mutex
	served int
	spans  map[string]int
}

func (s *service) start() http.Handler {
	s.mux = http.NewServeMux()
	s.mux.HandleFunc("/spans", func(w http.ResponseWriter, r *http.Request) {
		s.spans[r.URL.Path]++ // want "requests that are served at the same time write `s.spans` here with no lock"
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.served++
		s.mu.Unlock()
		s.mux.ServeHTTP(w, r)
	})
}
