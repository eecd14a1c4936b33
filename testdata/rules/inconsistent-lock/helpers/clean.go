// Package helpers is for tests: they call it from one goroutine, or wait for the others first.
package helpers

import (
	"net/http"
	"sync"
	"testing"
)

type Fake struct {
	mu    sync.Mutex
	calls map[string]int
}

func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls[r.URL.Path]++
}

func (f *Fake) Drop(name string) {
	f.mu.Lock()
	delete(f.calls, name)
	f.mu.Unlock()
}

func (f *Fake) Called(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[name] > 0
}

func (f *Fake) Expect(t *testing.T, name string) {
	if f.calls[name] == 0 {
		t.Errorf("%s was not called", name)
	}
}
