package mapmadeinloop

func countInto(m map[string]int, words []string) {
	for _, word := range words {
		m[word]++
	}
}

func passedToHelper(texts [][]string) (total int) {
	for _, words := range texts {
		m := map[string]int{} // todo want: the helper keeps nothing
		countInto(m, words)
		total += len(m)
	}
	return total
}

func remadeVariable(texts [][]string) (total int) {
	var m map[string]int
	for _, words := range texts {
		m = map[string]int{} // todo want: assigned, not declared here
		for _, word := range words {
			m[word]++
		}
		total += len(m)
	}
	return total
}

func fewInPractice(rows [][]string) (total int) {
	for _, row := range rows {
		m := map[string]int{} // todo ok: the slice may never have more than 8 elements
		for i, column := range row[:3] {
			m[column] = i
		}
		total += len(m)
	}
	return total
}
