package unmatchablekey

import (
	"math"
	"time"
)

type point struct{ x, y int }

func pointers(seen map[*point]bool, names map[any]string, x, y int) bool {
	delete(seen, new(point))    // want "`seen` has no such key: a pointer made here"
	if names[&point{}] == "a" { // want "`names` has no such key"
		return true
	}
	_, ok := seen[&point{x, y}] // want "`seen` has no such key"
	return ok
}

func times(at map[time.Time]int) int {
	delete(at, time.Now().Add(-time.Hour)) // want "`at` has no such key: what time.Now gives never comes again"
	return at[time.Now().UTC()]            // want "`at` has no such key"
}

func notANumber(m map[float64]int) {
	m[math.NaN()] = 1 // want "NaN equals nothing"
}

func fractions() map[float64]int {
	m := map[float64]int{}
	for x := 0.0; x < 1; x += 0.1 {
		m[x] = int(x * 10) // want "`x` steps by 0.1, which has no exact value"
	}
	return m
}
