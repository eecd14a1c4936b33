package nilmapinslice

func grown(n int) {
	var counts []map[string]int
	for len(counts) < n {
		counts = append(counts, nil)
	}
	counts[0]["a"] = 1 // todo want: what append adds is not followed
}

func sliced(n int) {
	counts := make([]map[string]int, n)
	first := counts[:1]
	first[0]["a"] = 1 // todo want: slices of slices are not followed
}
