// Package evidence shows on a real toolchain what the rule write-under-rlock claims: goroutines that
// write a map under RLock end the program with a fatal error that recover does not catch; under Lock they do not.
package evidence

import (
	"sync"
	"testing"

	"example.com/evidence/claim"
)

type store struct {
	mu sync.RWMutex
	m  map[int]int
}

func (s *store) fill(i int) {
	s.mu.RLock()
	s.m[i&1023]++
	s.mu.RUnlock()
}

func (s *store) set(i int) {
	s.mu.Lock()
	s.m[i&1023]++
	s.mu.Unlock()
}

// twice returns a program in which two goroutines do the same.
func twice(times int, write func(s *store, i int)) func() {
	return func() {
		s := &store{m: map[int]int{}}
		one := func(i int) { write(s, i) }
		claim.Both(times, one, one)
	}
}

func TestWritesUnderRLockEndTheProgram(t *testing.T) {
	claim.Ends(t, "two goroutines that write under RLock", "fatal error: concurrent map writes",
		twice(claim.Many, (*store).fill), twice(claim.Many, (*store).set))
}
