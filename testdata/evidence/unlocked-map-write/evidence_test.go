// Package evidence shows on a real toolchain what the rule unlocked-map-write claims: goroutines that write one map with no
// lock end the program with a fatal error that recover does not catch, and with a lock they do not.
package evidence

import (
	"sync"
	"testing"

	"example.com/evidence/claim"
)

// write returns a program in which two goroutines write one map, each under lock.
func write(times int, lock sync.Locker) func() {
	return func() {
		m := map[int]int{}
		increment := func(i int) {
			lock.Lock()
			m[i&1023]++
			lock.Unlock()
		}
		claim.Both(times, increment, increment)
	}
}

// none is a lock that locks nothing.
type none struct{}

func (none) Lock()   {}
func (none) Unlock() {}

func TestUnlockedWritesEndTheProgram(t *testing.T) {
	claim.Ends(t, "two goroutines that write one map", "fatal error: concurrent map writes",
		write(claim.Many, none{}), write(claim.Many, &sync.Mutex{}))
}
