package unmatchablekey

import "time"

func identity(seen map[*point]bool, p *point) bool {
	if seen[p] { // ok: the pointer itself
		return true
	}
	seen[p] = true
	seen[&point{}] = true // ok: ranged over later
	return false
}

func values(seen map[point]bool, x, y int) bool {
	return seen[point{x, y}] // ok: compared by content
}

type nothing struct{}

func none(m map[*nothing]bool) bool {
	return m[&nothing{}] // ok: pointers to nothing may be equal
}

func rounded(at map[time.Time]int, t time.Time) int {
	at[time.Now()] = 1                                // ok: ranged over later
	return at[time.Now().Truncate(time.Hour)] + at[t] // ok: rounded, given
}

func unix(at map[int64]int) int {
	return at[time.Now().Unix()] // ok: seconds come again
}

func halves() map[float64]int {
	m := map[float64]int{}
	for x := 0.0; x < 1; x += 0.25 {
		m[x] = 1 // ok: exact
	}
	for x := 0.0; x < 10; x++ {
		m[x] = 1 // ok: exact
	}
	return m
}

func list(points []*point, i int) *point {
	return points[i] // ok: no map
}
