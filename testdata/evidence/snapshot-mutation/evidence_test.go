// Package evidence shows on a real toolchain what the rule snapshot-mutation claims: a map
// that is changed after it was loaded from an atomic.Value ends the program with a fatal error; a changed copy does not.
package evidence

import (
	"sync/atomic"
	"testing"

	"example.com/evidence/claim"
)

type store struct{ m atomic.Value }

func (s *store) get(i int) { _ = s.m.Load().(map[int]int)[i&1023] }

func (s *store) change(i int) { s.m.Load().(map[int]int)[i&1023]++ }

func (s *store) replace(i int) {
	if i%1024 != 0 {
		return
	}
	next := map[int]int{}
	for k, v := range s.m.Load().(map[int]int) {
		next[k] = v
	}
	next[i&1023]++
	s.m.Store(next)
}

// beside returns a program in which a goroutine changes what is stored while another reads it.
func beside(times int, change func(s *store, i int)) func() {
	return func() {
		s := &store{}
		s.m.Store(map[int]int{})
		claim.Both(times, s.get, func(i int) { change(s, i) })
	}
}

func TestChangedSnapshotEndsTheProgram(t *testing.T) {
	claim.Ends(t, "a write to the loaded map beside a reader", "fatal error: concurrent map read and map write",
		beside(claim.Many, (*store).change), beside(claim.Many, (*store).replace))
}
