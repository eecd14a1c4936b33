package sliceofmaps

func build(names []string) []map[string]int {
	var rows []map[string]int // todo want: the only caller reads constant keys
	for i, name := range names {
		rows = append(rows, map[string]int{"index": i, "length": len(name)})
	}
	return rows
}

func lengths(names []string) (n int) {
	for _, row := range build(names) {
		n += row["length"]
	}
	return n
}
