// Package evidence shows on a real toolchain what the rule nil-map-write claims: every form of write to a map that nothing
// made panics, reads do not, and what the rule takes for a way to make a map makes it.
package evidence

import (
	"net/http"
	"net/url"
	"testing"

	"example.com/evidence/claim"
)

var registry map[string]int

type set map[string]bool

func (s set) add(k string) { s[k] = true }

func named() (m map[string]int) {
	m["a"] = 1
	return m
}

func none() map[string]int { return nil }

func TestWriteToNilMapPanics(t *testing.T) {
	claim.Panics(t, "a write to a map that nothing made", "assignment to entry in nil map", map[string]func(){
		"assign":    func() { var m map[string]int; m["a"] = 1 },
		"increment": func() { var m map[string]int; m["a"]++ },
		"add":       func() { var m map[string]int; m["a"] += 0 },
		"append":    func() { var m map[string][]int; m["a"] = append(m["a"], 1) },
		"tuple":     func() { var m map[string]int; _, m["a"] = 1, 2 },
		"range key": func() {
			var m map[string]int
			for m["a"] = range []int{1} {
			}
		},
		"named result": func() { named() },
		"converted":    func() { map[string]int(nil)["a"] = 1 },
		"inner":        func() { m := make(map[string]map[string]int); m["a"]["b"] = 1 },
		"pointer":      func() { m := new(map[string]int); (*m)["a"] = 1 },
		"copy":         func() { var m map[string]int; n := m; n["a"] = 1 },
		"result":       func() { m := none(); m["a"] = 1 },
		"method":       func() { var s set; s.add("a") },
		"package":      func() { registry["a"] = 1 },
		"header":       func() { var h http.Header; h.Set("a", "b") },
		"values":       func() { var v url.Values; v.Add("a", "b") },
		"closure":      func() { var m map[string]int; func() { m["a"] = 1 }() },
		"absent": func() {
			var m map[string]bool
			if !m["a"] {
				m["a"] = true
			}
		},
	})
}

func TestReadsAndMadeMapsAreFine(t *testing.T) {
	claim.Fine(t, map[string]func(){
		"reads": func() {
			var m map[string]map[string]int
			_ = m["a"]["b"]
			_, _ = m["a"]
			_ = len(m)
			delete(m, "a")
			for range m {
			}
		},
		"range over nothing": func() {
			var m map[string]int
			for k := range m {
				m[k] = 1
			}
			for m["a"] = range []int(nil) {
			}
		},
		"guards": func() {
			var m map[string]int
			if m != nil {
				m["a"] = 1
			}
			if _, ok := m["a"]; ok {
				m["a"] = 1
			}
			if len(m) > 0 {
				m["a"] = 1
			}
		},
		"by address": func() {
			var m map[string]int
			func(p *map[string]int) { *p = map[string]int{} }(&m)
			m["a"] = 1
		},
	})
}
