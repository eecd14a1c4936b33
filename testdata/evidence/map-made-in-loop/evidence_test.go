// Package evidence shows on a real toolchain what the rule map-made-in-loop claims: a map made in each turn of a loop
// allocates its table each time once it has more than 8 entries, and nothing if it is made before the loop and emptied. Up to
// 8 entries it allocates nothing where it stands.
package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

const turns = 10

var total int

// madeInLoop fills a new map with n entries in each turn.
func madeInLoop(n int) {
	for turn := 0; turn < turns; turn++ {
		m := make(map[int]int)
		for i := 0; i < n; i++ {
			m[i] = turn
		}
		total += len(m)
	}
}

// emptied uses one map for all turns.
func emptied(m map[int]int, n int) {
	for turn := 0; turn < turns; turn++ {
		for k := range m {
			delete(m, k)
		}
		for i := 0; i < n; i++ {
			m[i] = turn
		}
		total += len(m)
	}
}

// readOnly keeps nothing of the map it is given.
//
//go:noinline
func readOnly(m map[int]int) int { return len(m) }

func allocations(f func()) float64 { return testing.AllocsPerRun(100, f) }

func BenchmarkBad(b *testing.B) {
	for i := 0; i < b.N; i++ {
		madeInLoop(1000)
	}
}

func BenchmarkGood(b *testing.B) {
	m := make(map[int]int)
	emptied(m, 1000)
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		emptied(m, 1000)
	}
}

func TestAMapOfAThousandEntriesInEachTurn(t *testing.T) {
	// The map of before Go 1.24 adds an overflow bucket now and then.
	claim.Costs(t, "10 turns with a map of 1000 entries", BenchmarkBad, BenchmarkGood, claim.Allocations(10), claim.Bytes(100))
}

func TestMoreThanEightEntriesAllocateInEachTurn(t *testing.T) {
	nine := allocations(func() { madeInLoop(9) })
	eight := allocations(func() { madeInLoop(8) })
	claim.Amounts(t, "10 turns with a new map of 9 entries, against 8", "allocations", int(nine), int(eight), turns)
	for _, n := range []int{16, 64} {
		if got := allocations(func() { madeInLoop(n) }); got < turns {
			t.Errorf("%d entries: %v allocations in %d turns", n, got, turns)
		}
	}
}

func TestAHintOfMoreThanEightAllocatesInEachTurn(t *testing.T) {
	got := allocations(func() {
		for turn := 0; turn < turns; turn++ {
			m := make(map[int]int, 64)
			m[turn] = turn
			total += len(m)
		}
	})
	if got < turns {
		t.Errorf("%v allocations in %d turns", got, turns)
	}
}

func TestEightEntriesReadByAFunctionAllocateNothing(t *testing.T) {
	got := allocations(func() {
		for turn := 0; turn < turns; turn++ {
			m := map[int]int{}
			for i := 0; i < 8; i++ {
				m[i] = turn
			}
			total += readOnly(m)
		}
	})
	if got != 0 {
		t.Errorf("%v allocations", got)
	}
}
