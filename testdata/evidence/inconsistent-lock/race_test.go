//go:build race

package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

func TestRace(t *testing.T) {
	claim.Race(t, "one read without the lock beside one write with it", beside(1, (*store).get), beside(1, (*store).getLocked))
}
