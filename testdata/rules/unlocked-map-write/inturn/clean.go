package inturn

import (
	"net/http"
	"sync"
)

type service struct {
	mux   *http.ServeMux
	spans map[string]int
}

func (s *service) start() http.Handler {
	s.mux = http.NewServeMux()
	s.mux.HandleFunc("/spans", func(w http.ResponseWriter, r *http.Request) {
		s.spans[r.URL.Path]++ // ok: the mux is only called with the lock held
	})
	var mu sync.Mutex
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		s.mux.ServeHTTP(w, r)
	})
}
