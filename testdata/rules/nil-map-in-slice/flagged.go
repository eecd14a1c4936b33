package nilmapinslice

import "strconv"

type bucket struct {
	name  string
	count int
	items map[string]int
}

type grid [3]map[int]bool

type labels map[string]string

func byIndex(n int) []map[string]int {
	counts := make([]map[string]int, n)
	counts[0]["a"] = 1 // want "write to counts\[0\], which is still nil"
	counts[1]["b"] = 2
	return counts
}

func inIndexLoop(words []string) []map[string]int {
	counts := make([]map[string]int, len(words))
	for i, word := range words {
		counts[i][word]++ // want "write to counts\[i\]"
	}
	return counts
}

func inRangeOfItself() {
	var seen = make([]map[int]bool, 8, 16)
	for i := range seen {
		seen[i][i] = true // want "write to seen\[i\]"
	}
}

func throughRangeValue(k int) int {
	seen := make([]map[int]bool, 8)
	for _, m := range seen {
		m[k] = true // want "write to m, which is still nil"
	}
	return len(seen)
}

func opAssign(k string) {
	var sums [4]map[string]float64
	if k != "" {
		sums[2][k] += 0.5 // want "write to sums\[2\]"
	}
	_ = sums
}

func arrayLiteral() {
	cells := [2]map[string]int{}
	cells[0]["x"], cells[1]["y"] = 1, 2 // want "write to cells\[0\]"
}

func namedTypes(i int) {
	var g grid
	g[i][i] = true // want "write to g\[i\]"
	all := make([]labels, 2)
	all[0]["a"] = "b" // want "write to all\[0\]"
}

func appendToEntry(k string) {
	groups := make([]map[string][]int, 2)
	groups[0][k] = append(groups[0][k], 1) // want "write to groups\[0\]"
}

func structField(names []string) []bucket {
	buckets := make([]bucket, len(names))
	for i, name := range names {
		buckets[i].name = name
		buckets[i].count++
		buckets[i].items[name] = i // want "write to buckets\[i\].items, which is still nil"
	}
	return buckets
}

func structRangeValue() {
	buckets := make([]bucket, 3)
	for i, b := range buckets {
		b.items[strconv.Itoa(i)] = i // want "write to b.items"
	}
}

func readsFirst() {
	counts := make([]map[string]int, 3)
	println(len(counts), cap(counts), counts[0]["a"], len(counts[1]))
	delete(counts[0], "a")
	(counts[0])["a"] = 1 // want "write to \(counts\[0\]\)"
}

func inClosure() func() {
	return func() {
		counts := make([]map[string]int, 3)
		counts[2]["a"]-- // want "write to counts\[2\]"
	}
}

func freshEachTime(n int) {
	for i := 0; i < n; i++ {
		counts := make([]map[string]int, n)
		counts[i]["a"] = i // want "write to counts\[i\]"
		counts[i] = map[string]int{}
	}
}

type holder struct{ maps []map[string]int }

func (h *holder) fieldOfReceiver(n int) {
	h.maps = make([]map[string]int, n)
	h.maps[0]["a"] = 1 // want "write to h.maps\[0\]"
}

func reassigned(n int) {
	var counts []map[string]int
	counts = make([]map[string]int, n)
	counts[0]["a"] = 1 // want "write to counts\[0\]"
}

func unrelatedElement(n int) {
	counts := make([]map[string]int, n)
	counts[0] = map[string]int{}
	counts[1]["a"] = 1 // want "write to counts\[1\]"
}

func nested() {
	table := make([][2]map[string]int, 2)
	table[0][1]["a"] = 1 // want "write to table\[0\]\[1\]"
}

func readDecides(k string) {
	counts := make([]map[string]int, 1)
	if _, ok := counts[0][k]; !ok {
		counts[0][k] = 2 // want "write to counts\[0\]"
	}
}

func embeddedStruct() {
	type wrapper struct{ bucket }
	wrapped := make([]wrapper, 1)
	wrapped[0].items["a"] = 1 // want "write to wrapped\[0\].items"
}
