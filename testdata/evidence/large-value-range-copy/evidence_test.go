// Package evidence shows on a real toolchain what the rule large-value-range-copy claims: a range that copies each large
// element takes several times as long as one that does not.
package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

type large struct {
	id   int
	rest [1016]byte
}

var total int

//go:noinline
func byValue(v large) int { return v.id }

//go:noinline
func byPointer(v *large) int { return v.id }

func TestCopiesTakeLonger(t *testing.T) {
	values := make([]large, 256)
	copied := func() {
		for turn := 0; turn < 10; turn++ {
			for _, v := range values {
				total += byValue(v)
			}
		}
	}
	inPlace := func() {
		for turn := 0; turn < 10; turn++ {
			for i := range values {
				total += byPointer(&values[i])
			}
		}
	}
	claim.Slower(t, "a range over 256 values of 1 KB that are used whole, against one by index", copied, inPlace, 3)
}

func TestChangesOfTheCopyAreLost(t *testing.T) {
	values := make([]large, 1)
	for _, v := range values {
		v.id = 1
		total += v.id
	}
	if values[0].id != 0 {
		t.Error("the element changed")
	}
}
