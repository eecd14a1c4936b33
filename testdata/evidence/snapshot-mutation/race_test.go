//go:build race

package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

func TestRace(t *testing.T) {
	claim.Race(t, "one write to the loaded map beside one read", beside(1, (*store).change), beside(1, (*store).replace))
}
