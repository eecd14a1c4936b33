package sharedbackingarray

func byName(names []string, n int) map[string][]int {
	empty := make([]int, 0, n)
	all := map[string][]int{}
	for _, name := range names {
		all[name] = empty
	}
	for i, name := range names {
		all[name] = append(all[name], i) // want "each place got the same `empty`, which has room: this append overwrites"
	}
	return all
}

func grid(rows, columns int) [][]int {
	row := make([]int, columns)
	cells := make([][]int, rows)
	for i := range cells {
		cells[i] = row
	}
	for i := range cells {
		for j := range cells[i] {
			cells[i][j] = i * j // want "each place got the same `row`: this write shows in all of them"
		}
	}
	return cells
}

func two() map[string][]int {
	m := map[string][]int{}
	a := make([]int, 2, 8)
	m["x"] = a
	m["y"] = a
	m["x"] = append(m["x"], 3)
	m["y"] = append(m["y"], 4) // want "`m\[.x.\]` and `m\[.y.\]` are one slice with room: this append overwrites"
	return m
}

type pair struct{ head, tail []byte }

func (p *pair) fill() byte {
	b := []byte{1, 2, 3}
	p.head = b
	p.tail = b
	p.head[0] = 9 // want "`p.head` and `p.tail` are one slice: this write shows in `p.tail`, which is read too"
	return p.tail[0]
}

func grown() (p pair) {
	var b = make([]byte, 0)
	b = append(b, 1)
	p.head = b
	p.tail = b
	p.head = append(p.head, 2)
	p.tail = append(p.tail, 3) // want "this append overwrites what was appended to the other"
	return p
}
