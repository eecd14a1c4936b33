package nilmapinslice

type holder struct{ maps []map[string]int }

func (h *holder) fieldOfReceiver(n int) {
	h.maps = make([]map[string]int, n)
	h.maps[0]["a"] = 1 // todo want: fields are not followed
}

func reassigned(n int) {
	var counts []map[string]int
	counts = make([]map[string]int, n)
	counts[0]["a"] = 1 // todo want: only declarations are followed
}

func unrelatedElement(n int) {
	counts := make([]map[string]int, n)
	counts[0] = map[string]int{}
	counts[1]["a"] = 1 // todo want: indices are not told apart
}

func nested() {
	table := make([][2]map[string]int, 2)
	table[0][1]["a"] = 1 // todo want: one level of slices only
}

func readDecides(k string) {
	counts := make([]map[string]int, 1)
	if _, ok := counts[0][k]; !ok {
		counts[0][k] = 2 // todo want: a read in a condition silences
	}
}

func embeddedStruct() {
	type wrapper struct{ bucket }
	wrapped := make([]wrapper, 1)
	wrapped[0].items["a"] = 1 // todo want: promoted fields are not followed
}
