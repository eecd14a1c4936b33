package appendalias

type route struct{ parts []string }

func prefixed(words []string) (all [][]string) {
	prefix := make([]string, 0, 8)
	prefix = append(prefix, "root")
	for _, w := range words {
		all = append(all, append(prefix, w)) // want "share the room behind `prefix`"
	}
	return all
}

func byIndex(words []string) [][]string {
	prefix := append([]string(nil), words...)
	all := make([][]string, len(words))
	for i, w := range words {
		all[i] = append(prefix, w) // want "share the room behind `prefix`"
	}
	return all
}

func routes(words []string) (all []route) {
	base := words[:2]
	for _, w := range words {
		all = append(all, route{parts: append(base, w)}) // want "share the room behind `base`"
	}
	return all
}

func pointers(words []string) (all []*route) {
	var base []string
	base = append(base, "a", "b", "c")
	for _, w := range words {
		all = append(all, &route{append(base, w)}) // want "share the room behind `base`"
	}
	return all
}

func two(n int) (int, int) {
	base := make([]int, 1, 4)
	p := append(base, n)
	q := append(base, n+1) // want "this append writes where the one before it wrote, and `p` is read after"
	return p[1], q[1]
}

func cut(line []byte) (a, b []byte) {
	head := line[:4]
	first := append(head, 'a')
	second := append(head, 'b') // want "`first` is read after"
	return first, second
}
