package sharedbackingarray

import "slices"

func noRoom(names []string) map[string][]int {
	empty := []int{}
	all := map[string][]int{}
	for _, name := range names {
		all[name] = empty
	}
	for i, name := range names {
		all[name] = append(all[name], i) // ok: no room, each append copies
	}
	return all
}

func each(rows, columns int) [][]int {
	cells := make([][]int, rows)
	for i := range cells {
		row := make([]int, columns)
		cells[i] = row
	}
	for i := range cells {
		cells[i][0] = i // ok: each its own
	}
	return cells
}

func cloned(rows, columns int) [][]int {
	row := make([]int, columns)
	cells := make([][]int, rows)
	for i := range cells {
		cells[i] = slices.Clone(row)
	}
	for i := range cells {
		cells[i][0] = i // ok: copies
	}
	return cells
}

func readOnly(names []string) map[string][]int {
	shared := []int{1, 2, 3}
	all := map[string][]int{}
	for _, name := range names {
		all[name] = shared // ok: nothing is written
	}
	return all
}

func once() map[string][]int {
	m := map[string][]int{}
	a := make([]int, 2, 8)
	m["x"] = a
	m["y"] = a
	m["x"] = append(m["x"], 3) // ok: the other does not see what is behind its end
	return m
}

func replaced() map[string][]int {
	m := map[string][]int{}
	a := make([]int, 2, 8)
	m["x"] = a
	m["y"] = a
	m["y"] = []int{1}
	m["x"][0] = 3 // ok: y has another
	return m
}

func literal() map[string][]int {
	m := map[string][]int{}
	a := []int{1, 2}
	m["x"] = a
	m["y"] = a
	m["x"] = append(m["x"], 3)
	m["y"] = append(m["y"], 4) // ok: no room, each append copies
	return m
}

func remade(rows, columns int) [][]int {
	row := make([]int, columns)
	cells := make([][]int, rows)
	for i := range cells {
		cells[i] = row
	}
	for i := range cells {
		cells[i] = make([]int, columns)
		cells[i][0] = i // ok: each its own by now
	}
	return cells
}

func picked(names []string, name string) map[string][]int {
	a := make([]int, 0, 8)
	all := map[string][]int{}
	for _, n := range names {
		if n == name {
			all[n] = a
		}
	}
	for i, n := range names {
		all[n] = append(all[n], i) // ok: one of them has it
	}
	return all
}

func anew(rows int) [][]int {
	row := make([]int, 4)
	cells := make([][]int, rows)
	for i := range cells {
		cells[i] = row
		row = make([]int, 4)
	}
	for i := range cells {
		cells[i][0] = i // ok: another one in each turn
	}
	return cells
}

func apart() (p, q pair) {
	b := []byte{1, 2, 3}
	p.head = b
	q.head = b
	p.head[0] = 9 // ok: not one value's
	return p, q
}
