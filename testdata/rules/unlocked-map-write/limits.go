package unlockedmapwrite

import "sync"

type registry struct{ names map[string]int }

func (r *registry) fill(words []string) {
	for _, word := range words {
		go func() {
			r.names[word]++ // todo want: the map is in a field
		}()
	}
}

func add(m map[string]int, word string) { m[word]++ } // todo want: called by many goroutines

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
			m[word]++ // todo want: each goroutine has a lock of its own
			mu.Unlock()
		}()
	}
}

func gate(words []string) {
	m := map[string]int{}
	start := make(chan struct{})
	for _, word := range words {
		go func() {
			<-start
			m[word]++ // todo want: the gate opens for all at once
		}()
	}
	close(start)
}
