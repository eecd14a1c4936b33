// Package evidence shows on a real toolchain what the rule map-without-size-hint claims: a map that grows entry by entry
// allocates more than one made at its size, from 9 entries on.
package evidence

import (
	"strconv"
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

var keptAny interface{}

// growth measures filling a map of other types: what a larger table costs is a matter of its slots.
func growth[K comparable, V any](t *testing.T, what string, key func(int) K, claims ...claim.Least) {
	keys := make([]K, 1000)
	for i := range keys {
		keys[i] = key(i)
	}
	fill := func(size int) func(b *testing.B) {
		return func(b *testing.B) {
			for i := 0; i < b.N; i++ {
				m := make(map[K]V, size)
				for _, k := range keys {
					var v V
					m[k] = v
				}
				keptAny = m
			}
		}
	}
	claim.Costs(t, "filling a "+what+" with 1000 entries", fill(0), fill(1000), claims...)
}

func TestGrowthIsAMatterOfTheTypes(t *testing.T) {
	growth[string, string](t, "map[string]string", strconv.Itoa, claim.Bytes(1.8))
	growth[string, bool](t, "map[string]bool", strconv.Itoa, claim.Bytes(1.8))
	growth[int32, struct{}](t, "map[int32]struct{}", func(i int) int32 { return int32(i) }, claim.Bytes(1.8))
	growth[int, [128]byte](t, "map[int][128]byte", func(i int) int { return i }, claim.Bytes(1.8))
}

func TestUpToEightEntriesTheSizeChangesNothing(t *testing.T) {
	bare := testing.AllocsPerRun(100, func() { fill(make(map[int]int), 8) })
	sized := testing.AllocsPerRun(100, func() { fill(make(map[int]int, 8), 8) })
	if bare != sized {
		t.Errorf("%v allocations without, %v with the size", bare, sized)
	}
}
