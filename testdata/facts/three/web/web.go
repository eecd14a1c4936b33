package web

import (
	"net/http"

	"example.com/three/cache"
)

type Site struct {
	cache *cache.Cache
}

func New() *Site { return &Site{cache: cache.New()} }

func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.cache.Retire(r.URL.Path)
	if r.Method == http.MethodPost {
		s.cache.Set(r.URL.Path, "posted")
		return
	}
	w.Write([]byte(s.cache.Get(r.URL.Path)))
	w.Write([]byte(cache.Load(r.URL.Path)))
}

func fill(done chan bool) *cache.Pair {
	pair := cache.NewPair()
	go func() {
		pair.Left("a")
		done <- true
	}()
	pair.Right("a")
	<-done
	return pair
}

func Fill() *cache.Pair { return fill(make(chan bool)) }
