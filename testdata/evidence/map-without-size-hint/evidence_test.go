// Package evidence shows on a real toolchain what the rule map-without-size-hint claims: a map that grows entry by entry
// allocates more than one made at its size, from 9 entries on.
package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

var kept map[int]int

func fill(m map[int]int, entries int) {
	for i := 0; i < entries; i++ {
		m[i] = i
	}
	kept = m
}

func BenchmarkBad(b *testing.B) {
	for i := 0; i < b.N; i++ {
		fill(make(map[int]int), 1000)
	}
}

func BenchmarkGood(b *testing.B) {
	for i := 0; i < b.N; i++ {
		fill(make(map[int]int, 1000), 1000)
	}
}

func TestGrowthAllocates(t *testing.T) {
	claim.Costs(t, "filling a map with 1000 entries", BenchmarkBad, BenchmarkGood, claim.Allocations(3), claim.Bytes(1.8))
}

func TestUpToEightEntriesTheSizeChangesNothing(t *testing.T) {
	bare := testing.AllocsPerRun(100, func() { fill(make(map[int]int), 8) })
	sized := testing.AllocsPerRun(100, func() { fill(make(map[int]int, 8), 8) })
	if bare != sized {
		t.Errorf("%v allocations without, %v with the size", bare, sized)
	}
}
