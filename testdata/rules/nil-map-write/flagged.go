package nilmapwrite

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
)

type set map[string]bool

func declared(words []string) map[string]int {
	var counts map[string]int
	for _, word := range words {
		counts[word]++ // want "write to counts, which is nil here"
	}
	return counts
}

func everyForm(k string, list map[string][]int) {
	var a, b, c, d, e map[string]int
	var f map[string][]int
	if k == "a" {
		a[k] = 1 // want "write to a"
	} else if k == "b" {
		b[k] += 0 // want "write to b"
	} else if k == "c" {
		_, c[k] = 1, 2 // want "write to c"
	} else if k == "d" {
		for d[k] = range list[k] { // want "write to d"
		}
	} else if k == "e" {
		(e)[k]-- // want "write to \(e\)"
	}
	f[k] = append(f[k], 1) // want "write to f"
}

func namedResult(words []string) (lengths map[string]int, err error) {
	if len(words) == 0 {
		return nil, errors.New("no words")
	}
	lengths[words[0]] = len(words[0]) // want "write to lengths"
	return lengths, nil
}

func setToNil(m map[string]int) {
	m = nil
	m["a"] = 1 // want "write to m"
}

func converted() {
	m := set(nil)
	m["a"] = true // want "write to m"
}

func wrongCheck(m map[string]int) {
	if m != nil {
		return
	}
	m["a"] = 1 // want "write to m"
}

func checkedAndUsed(m map[string]int, k string) {
	if m == nil {
		m[k] = 0 // want "write to m"
		return
	}
	m[k]++
}

func readsDecideNothing(k string) {
	var m map[string]int
	println(len(m), m[k])
	for range m {
	}
	delete(m, k)
	clear(m)
	if _, ok := m[k]; !ok {
		m[k] = 1 // want "write to m"
	}
}

func absent(k string) {
	var seen map[string]bool
	if !seen[k] {
		seen[k] = true // want "write to seen"
	}
}

func onEveryWay(kind int) {
	var m map[int]string
	switch kind {
	case 1:
		m = nil
	case 2:
		println(len(m))
	}
	m[kind] = "x" // want "write to m"
}

func afterPanic(fail bool) {
	var m map[int]string
	if fail {
		m = map[int]string{}
		panic(len(m))
	}
	m[1] = "x" // want "write to m"
}

func inner(a, b string) map[string]map[string]int {
	table := make(map[string]map[string]int)
	table[a][b] = 1 // want "write to table\[a\]"
	return table
}

func innerOfLiteral(a, b string) {
	table := map[string]map[string]int{}
	println(len(table), table[a][b])
	table[a][b]++ // want "write to table\[a\]"
}

func throughPointer() {
	m := new(map[string]int)
	(*m)["a"] = 1 // want "write to \(\*m\)"
}

func copied() {
	var m map[string]int
	other := m
	other["a"] = 1 // want "write to other"
}

func none() map[string]int { return nil }

func fromFunction() {
	m := none()
	m["a"] = 1 // want "write to m"
}

func fill(m map[string]int, words []string) {
	m["size"] = len(words) // want "write to m"
	for _, word := range words {
		m[word]++
	}
}

func passed(words []string) {
	var m map[string]int
	fill(m, words)
}

func (s set) add(word string) {
	s[word] = true // want "write to s"
}

func method() {
	var s set
	s.add("a")
}

func headers(r *http.Request) {
	var h http.Header
	h.Set("A", "b") // want "write to h"
	values := url.Values(nil)
	values.Add("a", "b") // want "write to values"
	r.Header.Set("A", "b")
}

func inClosure() func(string) {
	return func(k string) {
		var m map[string]int
		m[k] = 1 // want "write to m"
	}
}

func jumps(words []string) {
	var m map[string]int
	i := 0
next:
	if i < len(words) {
		m[words[i]] = i // want "write to m"
		i++
		goto next
	}
}

func labelled(words []string) {
	var m map[string]bool
words:
	for _, word := range words {
		for _, c := range word {
			if strings.ContainsRune("xyz", c) {
				continue words
			}
		}
		m[word] = true // want "write to m"
	}
}

func selected(in chan string) {
	var m map[string]int
	for {
		select {
		case word := <-in:
			m[word]++ // want "write to m"
		default:
			return
		}
	}
}

var registry map[string]int

func register(name string) {
	registry[name] = len(registry) // want "write to registry, which nothing ever makes"
}

func inCallback(each func(func(string))) map[string]bool {
	var seen map[string]bool
	each(func(word string) {
		seen[word] = true // want "write to seen, which nothing ever makes"
	})
	return seen
}

func converted2() {
	map[string]int(nil)["a"] = 1 // want "write to map\[string\]int\(nil\)"
}

func firstOfMany(verbose, quiet bool) url.Values {
	var query url.Values
	if verbose {
		query.Set("verbose", "1") // want "write to query"
	}
	if quiet {
		query.Set("quiet", "1")
	}
	return query
}

// A hook that starts again drops the maps that the other callback fills.
func collect(each func(visit func(string), again func())) int {
	found := map[string]bool{}
	each(func(k string) {
		found[k] = true // want "write to found, which another function sets to nil: it panics when it comes after that"
	}, func() {
		found = nil
	})
	return len(found)
}
