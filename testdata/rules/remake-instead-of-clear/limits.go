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
