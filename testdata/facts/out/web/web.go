package web

import (
	"net/http"
	"sync"

	"example.com/out/registry"
)

type server struct {
	mu       sync.Mutex
	registry *registry.Registry
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name := range s.registry.Names() {
		println(name)
	}
	s.mu.Lock()
	println(len(s.registry.Under()))
	s.mu.Unlock()
	names := s.registry.Asks()
	println(names["a"])
}

func show(r *registry.Registry) {
	println(r.Quiet()["a"])
}

func make() *registry.Registry {
	made := &registry.Registry{}
	println(made.Early()["a"])
	return made
}
