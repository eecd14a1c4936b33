//go:build race

package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

func TestRace(t *testing.T) {
	beside := func(change func(original *config)) func() {
		return func() {
			original := &config{labels: map[string]string{}}
			claim.Both(1, func(int) { change(original) }, func(int) { _ = original.labels["a"] })
		}
	}
	claim.Race(t, "an insert into the copy's map beside a reader of the original's", beside(bad), beside(good))
}
