// Package testutil has what only tests use, as its folder says.
package testutil

import "sync"

type recorder struct {
	mu    sync.Mutex
	calls []*call
}

type call struct{ body []byte }

func (r *recorder) add(c *call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, c)
}

func (r *recorder) next() *call {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.calls[0]
	r.calls = r.calls[1:] // want low "the .testutil.call that is taken off"
	return c
}
