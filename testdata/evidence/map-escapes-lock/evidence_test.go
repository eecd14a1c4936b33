// Package evidence shows on a real toolchain what the rule map-escapes-lock claims: a map
// that is returned from under its lock and read beside a writer ends the program with a fatal error; a copy does not.
package evidence

import (
	"sync"
	"testing"

	"example.com/evidence/claim"
)

type store struct {
	mu sync.Mutex
	m  map[int]int
}

func (s *store) set(i int) {
	s.mu.Lock()
	s.m[i&1023]++
	s.mu.Unlock()
}

func (s *store) all() map[int]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m
}

func (s *store) copied() map[int]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[int]int, 8)
	for k, v := range s.m {
		if out[k] = v; len(out) == 8 {
			break
		}
	}
	return out
}

func (s *store) sumAll(int) {
	for range s.all() {
	}
}

func (s *store) sumCopy(int) {
	for range s.copied() {
	}
}

// beside returns a program in which a goroutine sets entries while another uses the map.
func beside(times int, use func(s *store, i int)) func() {
	return func() {
		s := &store{m: map[int]int{}}
		claim.Both(times, s.set, func(i int) { use(s, i) })
	}
}

func TestReturnedMapEndsTheProgram(t *testing.T) {
	claim.Ends(t, "a walk over the returned map beside a writer", "fatal error: concurrent map iteration and map write",
		beside(claim.Many, (*store).sumAll), beside(claim.Many, (*store).sumCopy))
}
