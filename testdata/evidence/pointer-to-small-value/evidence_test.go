// Package evidence shows on a real toolchain what the rule pointer-to-small-value claims: a map of pointers to small values
// allocates each, and gives the collector as many objects to visit; a map of values does not.
package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

const entries = 1000

type point struct{ x, y int }

var (
	pointers map[int]*point
	values   map[int]point
)

func BenchmarkBad(b *testing.B) {
	for i := 0; i < b.N; i++ {
		pointers = make(map[int]*point, entries)
		for k := 0; k < entries; k++ {
			pointers[k] = &point{k, k}
		}
	}
}

func BenchmarkGood(b *testing.B) {
	for i := 0; i < b.N; i++ {
		values = make(map[int]point, entries)
		for k := 0; k < entries; k++ {
			values[k] = point{k, k}
		}
	}
}

func TestEachPointerAllocates(t *testing.T) {
	claim.Costs(t, "1000 inserts of 16 bytes", BenchmarkBad, BenchmarkGood, claim.Allocations(50))
}
