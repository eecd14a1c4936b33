package remakeinsteadofclear

func runs(lists [][]string) (n int) {
	seen := map[string]bool{}
	for _, list := range lists {
		for _, name := range list {
			seen[name] = true
		}
		n += len(seen)
		seen = map[string]bool{} // todo want "`seen` is made anew"
	}
	return n
}

type index struct{ names map[int]string }

func (x *index) add(name string) { x.names[len(name)] = name }

func (x *index) reset() {
	x.names = map[int]string{} // todo want: whoever calls it does so again and again
}
