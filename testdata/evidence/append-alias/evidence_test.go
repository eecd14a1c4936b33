// Package evidence shows on a real toolchain what the rule append-alias claims: two appends to one slice with room to spare
// write to the same element.
package evidence

import (
	"fmt"
	"testing"

	"example.com/evidence/claim"
)

// with returns a slice of one element that has room for more.
func with(first int) []int { return append(make([]int, 0, 4), first) }

func bad() string {
	base := with(1)
	p := append(base, 2)
	q := append(base, 3)
	return fmt.Sprint(p, q)
}

func good() string {
	base := with(1)
	p := append(base[:len(base):len(base)], 2)
	q := append(base[:len(base):len(base)], 3)
	return fmt.Sprint(p, q)
}

func TestTheSecondAppendOverwritesTheFirst(t *testing.T) {
	claim.Outcomes(t, "p and q after p := append(base, 2) and q := append(base, 3)", bad(), "[1 3] [1 3]", good(), "[1 2] [1 3]")
}

// all keeps what each turn appends.
func all(prefix []string) string {
	var kept [][]string
	for _, s := range []string{"x", "y", "z"} {
		kept = append(kept, append(prefix, s))
	}
	return fmt.Sprint(kept)
}

func TestTheLastTurnOverwritesAll(t *testing.T) {
	roomy := append(make([]string, 0, 4), "a")
	claim.Outcomes(t, "what a loop keeps of append(prefix, s) for x, y and z",
		all(roomy), "[[a z] [a z] [a z]]", all(roomy[:1:1]), "[[a x] [a y] [a z]]")
}

// A slice that has no room is copied by each append.
func TestFullSlicesAreSafe(t *testing.T) {
	base := []int{1}
	if p, q := append(base, 2), append(base, 3); p[1] != 2 || q[1] != 3 {
		t.Error(p, q)
	}
}
