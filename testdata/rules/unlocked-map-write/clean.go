package unlockedmapwrite

import (
	"net/http"
	"sync"
	"sync/atomic"
)

func locked(words []string) map[string]int {
	var mu sync.Mutex
	lengths := make(map[string]int)
	var group sync.WaitGroup
	for _, word := range words {
		group.Add(1)
		go func() {
			defer group.Done()
			mu.Lock()
			defer mu.Unlock()
			lengths[word] = len(word) // ok: locked
		}()
	}
	group.Wait()
	lengths["all"] = len(words) // ok: after the join
	return lengths
}

func lockedOnEachWay(words []string, mu *sync.Mutex, m map[string]int) {
	for _, word := range words {
		go func() {
			mu.Lock()
			if word == "" {
				mu.Unlock()
				return
			}
			m[word]++ // ok: the unlock above returns
			mu.Unlock()
		}()
	}
}

type guard struct{ mu sync.Mutex }

func (g *guard) enter() { g.mu.Lock() }
func (g *guard) leave() { g.mu.Unlock() }

func lockedByHelper(words []string, g *guard, m map[string]int) {
	for _, word := range words {
		go func() {
			g.enter()
			m[word]++ // ok: enter locks
			g.leave()
		}()
	}
}

func onlyReads(words []string, m map[string]int) {
	for _, word := range words {
		go func() {
			_ = m[word] // ok: only reads
		}()
	}
}

func ownMaps(words []string) {
	for _, word := range words {
		own := map[string]int{}
		go func() {
			own[word]++ // ok: a map for each goroutine
			inner := map[string]int{}
			inner[word]++ // ok: a map for each goroutine
		}()
	}
}

func slots(words []string) []map[string]int {
	all := make([]map[string]int, len(words))
	var group sync.WaitGroup
	for i, word := range words {
		all[i] = map[string]int{}
		group.Add(1)
		go func() {
			defer group.Done()
			all[i][word]++ // ok: a map for each goroutine
		}()
	}
	group.Wait()
	return all
}

func oneByOne(words []string) map[string]int {
	m := map[string]int{}
	for _, word := range words {
		done := make(chan struct{})
		go func() {
			m[word]++ // ok: the loop waits for it
			close(done)
		}()
		<-done
	}
	return m
}

func joinedByGroup(words []string) map[string]int {
	m := map[string]int{}
	for _, word := range words {
		var group sync.WaitGroup
		group.Add(1)
		go func() {
			m[word]++ // ok: the loop waits for it
			group.Done()
		}()
		group.Wait()
	}
	return m
}

func token(words []string) map[string]int {
	m := map[string]int{}
	turn := make(chan struct{}, 1)
	for _, word := range words {
		go func() {
			turn <- struct{}{}
			m[word]++ // ok: one at a time
			<-turn
		}()
	}
	return m
}

func before(words []string) {
	m := map[string]int{}
	for _, word := range words {
		m[word]++ // ok: before the goroutine
	}
	go func() {
		_ = m["a"]
	}()
}

func after(words []string) int {
	m := map[string]int{}
	done := make(chan bool)
	go func() {
		for _, word := range words {
			m[word]++ // ok: the only goroutine
		}
		done <- true
	}()
	<-done
	m["all"] = len(words) // ok: after the join
	return len(m)
}

func once(words []string) {
	m := map[string]int{}
	for _, word := range words {
		go func() {
			m[word]++ // ok: the loop ends here
		}()
		break
	}
	counts := map[string]int{}
	running := false
	for _, word := range words {
		if !running {
			running = true
			go func() {
				counts[word]++ // ok: started once
			}()
		}
	}
}

func atomically(words []string, m map[string]int) {
	var taken atomic.Bool
	for _, word := range words {
		go func() {
			if taken.CompareAndSwap(false, true) {
				m[word]++ // ok: one goroutine only
			}
		}()
	}
}

func exclusive(words []string, background bool) map[string]int {
	m := map[string]int{}
	if background {
		go func() {
			m["a"]++ // ok: either this
		}()
	} else {
		m["a"]-- // ok: or this
	}
	return m
}

func syncMap(words []string) {
	var m sync.Map
	for _, word := range words {
		go func() {
			m.Store(word, true) // ok: made for it
		}()
	}
}

var (
	pathsMu sync.Mutex
	paths   = map[string]int{}
)

func countLocked(w http.ResponseWriter, r *http.Request) {
	pathsMu.Lock()
	defer pathsMu.Unlock()
	paths[r.URL.Path]++ // ok: locked
}

func lockedRoutes() {
	http.HandleFunc("/", countLocked)
	byHost := map[string]string{}
	byHost["a"] = "b" // ok: before the handler runs
	http.HandleFunc("/host", func(w http.ResponseWriter, r *http.Request) {
		_ = byHost[r.Host] // ok: only reads
	})
}

type table struct {
	mu   sync.Mutex
	rows map[string]int
	next *table
}

func (t *table) set(word string) {
	t.rows[word]++ // ok: its callers hold the lock, or have a table of their own
}

func (t *table) locked(word string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.set(word)
}

func (t *table) all(words []string) {
	for _, word := range words {
		go t.locked(word)
	}
}

func ownTables(words []string) {
	for _, word := range words {
		go func() {
			own := &table{rows: map[string]int{}}
			own.set(word)
		}()
	}
}

func tableEach(tables []*table) {
	for _, t := range tables {
		go func() {
			t.rows["a"] = 1 // ok: each goroutine has another table
		}()
	}
}

func (t *table) chain(n int) {
	for range n {
		go func(t *table) {
			t.rows["a"] = 1 // ok: another table in each turn
		}(t)
		t = t.next
	}
}

type page struct{ seen map[string]bool }

func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.seen[r.URL.Path] = true // ok: each request gets a page of its own
}

func servePage(w http.ResponseWriter, r *http.Request) {
	(&page{seen: map[string]bool{}}).ServeHTTP(w, r)
}
