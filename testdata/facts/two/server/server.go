package main

import (
	"net/http"
	"sync"

	"example.com/two/registry"
)

func init() {
	registry.Register("none", func() {})
}

type server struct {
	table *registry.Table
	store registry.Store
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Write([]byte(registry.Setting(r.URL.Path)))
	registry.Mu.Lock()
	registry.Spend(r.URL.Path)
	registry.Mu.Unlock()
	registry.Count(r.URL.Path)
	registry.Excused(r.URL.Path)
	registry.Driver(r.URL.Path)()
	registry.Known(r.URL.Path).Rows()
}

func (s *server) fill(names []string) {
	for _, name := range names {
		go s.table.Add(name)
		go func() {
			s.store.Put(name)
			own := registry.NewTable()
			own.Keep(name)
		}()
		go s.visit(name)
	}
}

func (s *server) visit(name string) { s.touch(name) }

func (s *server) touch(name string) { s.table.Touch(name) }

func read(pages *registry.Pages) {
	var group sync.WaitGroup
	group.Add(1)
	go func() {
		defer group.Done()
		pages.Mark(1)
	}()
	group.Wait()
	pages.Mark(2)
}

func main() {
	registry.Know("first", registry.NewTable())
	s := &server{table: registry.NewTable(), store: registry.NewStore()}
	s.fill([]string{"a", "b"})
	read(registry.NewPages())
	http.ListenAndServe("localhost:0", s)
}
