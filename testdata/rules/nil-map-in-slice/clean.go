package nilmapinslice

import (
	"encoding/json"
	"sort"
)

func madeInLoop(n int) []map[string]int {
	counts := make([]map[string]int, n)
	for i := range counts {
		counts[i] = make(map[string]int)
	}
	counts[0]["a"] = 1 // ok: made in the loop before
	return counts
}

func lazyGuard(words []string) []map[string]int {
	counts := make([]map[string]int, len(words))
	for i, word := range words {
		if counts[i] == nil {
			counts[i] = make(map[string]int)
		}
		counts[i][word]++ // ok: made at first use
	}
	return counts
}

func onlyIfThere(counts []string) {
	seen := make([]map[string]int, 3)
	for i, c := range counts {
		if seen[i] != nil {
			seen[i][c] = 1 // ok: not reached with a nil map
		}
	}
}

func fill(maps []map[string]int) {
	for i := range maps {
		maps[i] = map[string]int{}
	}
}

func filledByCall() {
	counts := make([]map[string]int, 3)
	fill(counts)
	counts[0]["a"] = 1 // ok: the call may make it
}

func filledInTheSameStatement() {
	counts := make([]map[string]int, 3)
	counts[0]["a"] = func() int { fill(counts); return 1 }() // ok: the value is computed before the write
}

func filledByClosure(n int) {
	counts := make([]map[string]int, n)
	reset := func() { fill(counts) }
	reset()
	counts[0]["a"] = 1 // ok: the closure may make it
}

func appended() {
	counts := make([]map[string]int, 0, 4)
	counts = append(counts, map[string]int{})
	counts[0]["a"] = 1 // ok: appended made
}

func copied(from []map[string]int) {
	counts := make([]map[string]int, len(from))
	copy(counts, from)
	counts[0]["a"] = 1 // ok: copied from elsewhere
}

func byAddress() {
	counts := make([]map[string]int, 1)
	p := &counts[0]
	*p = map[string]int{}
	counts[0]["a"] = 1 // ok: made through its address
}

func decoded(data []byte) {
	counts := make([]map[string]int, 1)
	if json.Unmarshal(data, &counts) == nil {
		counts[0]["a"] = 1 // ok: the decoder may make it
	}
}

func madeInEarlierIteration(n int) {
	layers := make([]map[int]int, n+1)
	for i := 0; i < n; i++ {
		if i > 0 {
			layers[i][i] = i // ok: the iteration before made it
		}
		layers[i+1] = make(map[int]int)
	}
}

func presentOnly(k string) {
	counts := make([]map[string]int, 1)
	if _, ok := counts[0][k]; ok {
		counts[0][k] = 2 // ok: never reached with a nil map
	}
	if len(counts[0]) > 0 {
		counts[0][k] = 3 // ok: never reached with a nil map
	}
	for k := range counts[0] {
		counts[0][k] = 4 // ok: never reached with a nil map
	}
}

func expectedPanic() (caught any) {
	defer func() { caught = recover() }()
	counts := make([]map[string]int, 1)
	counts[0]["a"] = 1 // ok: the panic is wanted
	return nil
}

func aliased() {
	counts := make([]map[string]int, 2)
	first := counts[:1]
	first[0] = map[string]int{}
	counts[0]["a"] = 1 // ok: made through another slice
}

func literal() {
	counts := []map[string]int{{}, {"a": 1}}
	counts[0]["a"] = 1 // ok: the literal made them
}

func copyIsMade(n int) {
	counts := make([]map[string]int, n)
	for i, m := range counts {
		m = make(map[string]int)
		m["a"] = 1 // ok: the copy is made
		counts[i] = m
	}
}

func structsMade(names []string) {
	buckets := make([]bucket, len(names))
	for i := range buckets {
		buckets[i].items = map[string]int{}
		buckets[i].items["a"] = 1 // ok: made just before
	}
	more := make([]bucket, 2)
	more[0] = bucket{items: map[string]int{}}
	more[0].items["a"] = 1 // ok: the literal made it
}

func (b *bucket) init() { b.items = map[string]int{} }

func structsMadeByMethod() {
	buckets := make([]bucket, 2)
	for i := range buckets {
		buckets[i].init()
		buckets[i].items["a"] = 1 // ok: the method may make it
	}
}

func pointersToStructs() {
	buckets := make([]*bucket, 2)
	for i := range buckets {
		buckets[i] = &bucket{items: map[string]int{}}
		buckets[i].items["a"] = 1 // ok: made by the literal
	}
}

func byParameter(counts []map[string]int) {
	counts[0]["a"] = 1 // ok: not known
}

func generic[M ~map[string]int](n int) {
	counts := make([]M, n)
	sort.Slice(counts, func(i, j int) bool { return len(counts[i]) < len(counts[j]) })
	counts[0]["a"] = 1 // ok: not known
}

func shadowed() {
	counts := make([]map[string]int, 2)
	{
		counts := []map[string]int{{}}
		counts[0]["a"] = 1 // ok: another variable
	}
	make := func(int) []map[string]int { return []map[string]int{{}} }
	made := make(1)
	made[0]["a"] = 1 // ok: not the builtin
	println(len(counts))
}

func again(n int) {
	counts := make([]map[string]int, n)
retry:
	if n > 3 {
		counts[0]["a"] = 1 // ok: reached from below
	}
	counts[0] = map[string]int{}
	if n++; n < 9 {
		goto retry
	}
}
