// Package evidence shows on a real toolchain what the rule map-made-in-loop claims: a map made in each turn of a loop
// allocates its table each time once it has more than 8 entries, and nothing if it is made before the loop and emptied. Up to
// 8 entries it allocates nothing where it stands.
package evidence

import "testing"

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

func TestMoreThanEightEntriesAllocateInEachTurn(t *testing.T) {
	for _, n := range []int{9, 16, 64, 1000} {
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

func TestEmptiedMapDoesNotAllocate(t *testing.T) {
	m := make(map[int]int)
	emptied(m, 1000)
	// The map of before Go 1.24 adds an overflow bucket now and then.
	if got := allocations(func() { emptied(m, 1000) }); got > turns/2 {
		t.Errorf("%v allocations in %d turns", got, turns)
	}
}

func TestEightEntriesAllocateNothing(t *testing.T) {
	if got := allocations(func() { madeInLoop(8) }); got != 0 {
		t.Errorf("%v allocations", got)
	}
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
		t.Errorf("read by a function: %v allocations", got)
	}
}
