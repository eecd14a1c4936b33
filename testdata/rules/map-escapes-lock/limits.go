package mapescapeslock

import "sync"

type Nested struct {
	mu    sync.Mutex
	inner map[string]map[string]int
	last  map[string]int
}

func (n *Nested) Set(a, b string) {
	n.mu.Lock()
	n.inner[a][b] = 1
	n.inner[a] = map[string]int{}
	n.mu.Unlock()
}

func (n *Nested) Inner(a string) map[string]int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.inner[a] // todo want: a map within the map
}
