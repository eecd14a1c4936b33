package appendalias

func full(words []string) (all [][]string) {
	prefix := make([]string, 0, 8)
	prefix = append(prefix, "root")
	for _, w := range words {
		all = append(all, append(prefix[:len(prefix):len(prefix)], w)) // ok: no room
	}
	return all
}

func cloned(words []string) (all [][]string) {
	prefix := append([]string{}, "root")
	for _, w := range words {
		all = append(all, append(append([]string{}, prefix...), w)) // ok: a copy
	}
	return all
}

func literal(words []string) (all [][]string) {
	prefix := []string{"root"}
	for _, w := range words {
		all = append(all, append(prefix, w)) // ok: no room, each append copies
	}
	return all
}

func exact(words []string) (all [][]string) {
	prefix := make([]string, 2)
	for _, w := range words {
		all = append(all, append(prefix, w)) // ok: no room
	}
	return all
}

func given(prefix []string, words []string) (all [][]string) {
	for _, w := range words {
		all = append(all, append(prefix, w)) // ok: not known to have room
	}
	return all
}

func grown(words []string) (all []string) {
	for _, w := range words {
		all = append(all, w) // ok: assigned back
	}
	return all
}

func used(words []string, run func([]string)) {
	base := make([]string, 0, 4)
	for _, w := range words {
		run(append(base, w)) // ok: used up in each turn
	}
}

func spread(words []string) (all []string) {
	base := make([]string, 0, 4)
	base = append(base, "a")
	for _, w := range words {
		all = append(all, append(base, w)...) // ok: the elements are copied
	}
	return all
}

func fresh(words []string) (all [][]string) {
	for _, w := range words {
		base := make([]string, 0, 4)
		all = append(all, append(base, w)) // ok: a new one in each turn
	}
	return all
}

func remade(words []string) (all [][]string) {
	base := make([]string, 0, 4)
	for _, w := range words {
		all = append(all, append(base, w)) // ok: another one in the next turn
		base = make([]string, 0, 4)
	}
	return all
}

func either(n int) []int {
	base := make([]int, 0, 4)
	if n > 0 {
		return append(base, n) // ok: one or the other
	}
	return append(base, -n)
}

func dead(n int) []int {
	base := make([]int, 0, 4)
	p := append(base, n)
	println(len(p))
	q := append(base, n+1) // ok: p is done with
	return q
}

func one(words []string) (all [][]string) {
	base := make([]string, 0, 4)
	for _, w := range words {
		if w != "" {
			all = append(all, append(base, w)) // ok: the loop ends here
			break
		}
	}
	return all
}

func same(words []string) map[string][]string {
	m := map[string][]string{}
	base := make([]string, 0, 4)
	for _, w := range words {
		m["last"] = append(base, w) // ok: only the last is kept
	}
	return m
}
