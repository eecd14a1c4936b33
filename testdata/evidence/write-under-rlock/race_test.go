//go:build race

package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

func TestRace(t *testing.T) {
	claim.Race(t, "two goroutines with one write each under RLock", twice(1, (*store).fill), twice(1, (*store).set))
}
