// Package evidence shows on a real toolchain what the rule inconsistent-lock claims: a use
// without the lock that the other uses hold ends the program with a fatal error that recover does not catch, reads and range too.
package evidence

import (
	"sync"
	"testing"

	"example.com/evidence/claim"
)

type store struct {
	mu, other sync.Mutex
	m         map[int]int
}

func (s *store) set(i int) {
	s.mu.Lock()
	s.m[i&1023]++
	s.mu.Unlock()
}

func (s *store) setUnderOther(i int) {
	s.other.Lock()
	s.m[i&1023]++
	s.other.Unlock()
}

func (s *store) get(i int) { _ = s.m[i&1023] }

func (s *store) sum(int) {
	for range s.m {
	}
}

func (s *store) getLocked(i int) {
	s.mu.Lock()
	_ = s.m[i&1023]
	s.mu.Unlock()
}

// beside returns a program in which a goroutine sets entries under the lock while another uses the map.
func beside(times int, use func(s *store, i int)) func() {
	return func() {
		s := &store{m: map[int]int{}}
		claim.Both(times, s.set, func(i int) { use(s, i) })
	}
}

func TestUnlockedReadEndsTheProgram(t *testing.T) {
	claim.Ends(t, "a read without the lock beside a writer with it", "fatal error: concurrent map read and map write",
		beside(claim.Many, (*store).get), beside(claim.Many, (*store).getLocked))
}

func TestUnlockedRangeEndsTheProgram(t *testing.T) {
	claim.Ends(t, "a walk without the lock beside a writer with it", "fatal error: concurrent map iteration and map write",
		beside(claim.Many, (*store).sum), beside(claim.Many, (*store).getLocked))
}

func TestWrongLockEndsTheProgram(t *testing.T) {
	claim.Ends(t, "a write under another lock beside a writer", "fatal error: concurrent map writes",
		beside(claim.Many, (*store).setUnderOther), beside(claim.Many, (*store).set))
}
