//go:build race

package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

func TestRace(t *testing.T) {
	// The write comes after the map was taken, so that the lock does not order the two by chance.
	after := func(take func(s *store) map[int]int) func() {
		return func() {
			s := &store{m: map[int]int{1: 1}}
			isTaken := make(chan struct{})
			claim.Both(1, func(int) {
				<-isTaken
				s.set(0)
			}, func(int) {
				m := take(s)
				close(isTaken)
				for range m {
				}
			})
		}
	}
	claim.Race(t, "one walk over the returned map beside one write", after((*store).all), after((*store).copied))
}
