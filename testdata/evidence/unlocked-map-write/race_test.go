//go:build race

package evidence

import (
	"sync"
	"testing"

	"example.com/evidence/claim"
)

func TestRace(t *testing.T) {
	claim.Race(t, "two goroutines with one write each", write(1, none{}), write(1, &sync.Mutex{}))
}
