package unlockedmapwrite

import (
	"net/http"
	"sync"
)

func captured(words []string) map[string]int {
	lengths := make(map[string]int)
	var group sync.WaitGroup
	for _, word := range words {
		group.Add(1)
		go func() {
			defer group.Done()
			lengths[word] = len(word) // want "goroutines that run at the same time write `lengths` here with no lock"
		}()
	}
	group.Wait()
	return lengths
}

func deletes(words []string, left map[string]int) {
	for i := 0; i < len(words); i++ {
		go func(word string) {
			delete(left, word) // want "write `left` here with no lock"
		}(words[i])
	}
}

func work(queue <-chan string, counts map[string]int, done chan<- struct{}) {
	for range 4 {
		go func() {
			for word := range queue {
				counts[word]++ // want "write `counts` here with no lock"
			}
			done <- struct{}{}
		}()
	}
}

func unlockedTooSoon(words []string, mu *sync.Mutex) int {
	seen := map[string]bool{}
	for _, word := range words {
		go func() {
			mu.Lock()
			known := seen[word]
			mu.Unlock()
			if !known {
				seen[word] = true // want "write `seen` here with no lock"
			}
		}()
	}
	return len(words)
}

var hits = map[string]int{}

func count(w http.ResponseWriter, r *http.Request) {
	hits[r.URL.Path]++ // want "requests that are served at the same time write `hits` here with no lock"
}

var agents = map[string]int{}

type server struct{}

func (server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	agents[r.UserAgent()]++ // want "write `agents` here with no lock"
}

func routes(mux *http.ServeMux) {
	http.HandleFunc("/count", count)
	local := map[string]bool{}
	mux.HandleFunc("/local", func(w http.ResponseWriter, r *http.Request) {
		local[r.Host] = true // want "write `local` here with no lock"
	})
}

var started = map[int]int{}

func worker(id int) {
	started[id]++ // want "write `started` here with no lock"
}

func startAll(n int) {
	for i := range n {
		go worker(i)
	}
}

func two(a, b []string) map[string]int {
	sum := map[string]int{}
	var group sync.WaitGroup
	group.Add(2)
	go func() {
		defer group.Done()
		for _, word := range a {
			sum[word]++ // want "`sum` is written here while another goroutine may use it"
		}
	}()
	go func() {
		defer group.Done()
		for _, word := range b {
			sum[word]--
		}
	}()
	group.Wait()
	return sum
}

func besideItsStarter(words []string) int {
	sizes := map[string]int{}
	go func() {
		for _, word := range words {
			sizes[word] = len(word) // want "`sizes` is written here while another goroutine may use it"
		}
	}()
	return sizes["a"]
}

type registry struct{ names map[string]int }

func (r *registry) fill(words []string) {
	for _, word := range words {
		go func() {
			r.names[word]++ // want "goroutines that run at the same time write `r.names` here with no lock"
		}()
	}
}

func (r *registry) load(word string) { r.loadNow(word) }

func (r *registry) loadNow(word string) {
	r.names[word]++ // want "write `r.names` here with no lock"
}

func (r *registry) loadAll(words []string) {
	var group sync.WaitGroup
	for _, word := range words {
		group.Add(1)
		go func() {
			defer group.Done()
			r.load(word)
		}()
	}
	group.Wait()
}

func add(m map[string]int, word string) { m[word]++ } // want "write `m` here with no lock"

func passed(words []string) {
	m := map[string]int{}
	for _, word := range words {
		go add(m, word)
	}
}

func twoLocks(words []string) {
	m := map[string]int{}
	for _, word := range words {
		go func() {
			var mu sync.Mutex
			mu.Lock()
			m[word]++ // want "write `m` here with no lock"
			mu.Unlock()
		}()
	}
}

type pages struct{ views map[string]int }

func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.views[r.URL.Path]++ // want "requests that are served at the same time write `p.views` here with no lock"
}

type accounts struct{ names map[string]int }

func (a *accounts) note(name string) {
	a.names[name]++ // want "write `a.names` here with no lock"
}

type signUp struct{ accounts }

func (s *signUp) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.note(r.URL.Path) }

type signIn struct{ accounts }

func (s *signIn) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.note(r.URL.Path) }
