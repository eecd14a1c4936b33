// Package evidence shows on a real toolchain what the rule nil-map-in-slice claims: a write to an element that nothing made
// panics, in every form the rule reports, and does not once the element is made.
package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

type bucket struct{ m map[string]int }

func TestWriteToUnmadeElementPanics(t *testing.T) {
	claim.Panics(t, "a write to an element of make([]map[K]V, n)", "assignment to entry in nil map", map[string]func(){
		"slice":        func() { s := make([]map[string]int, 2); s[0]["a"] = 1 },
		"array":        func() { var s [2]map[string]int; s[0]["a"] = 1 },
		"increment":    func() { s := make([]map[string]int, 2); s[1]["a"]++ },
		"add":          func() { s := make([]map[string]int, 2); s[1]["a"] += 0 },
		"struct field": func() { s := make([]bucket, 2); s[0].m["a"] = 1 },
		"range by index": func() {
			s := make([]map[string]int, 2)
			for i := range s {
				s[i]["a"] = i
			}
		},
		"range by value": func() {
			s := make([]map[string]int, 2)
			for _, m := range s {
				m["a"] = 1
			}
		},
		"making the copy": func() {
			s := make([]map[string]int, 2)
			for _, m := range s {
				m = make(map[string]int)
				m["a"] = 1
			}
			s[0]["a"] = 1
		},
	})
}

func TestMadeElementsAndReadsAreFine(t *testing.T) {
	claim.Fine(t, map[string]func(){
		"made by index": func() {
			s := make([]map[string]int, 2)
			for i := range s {
				s[i] = make(map[string]int)
			}
			s[0]["a"] = 1
		},
		"appended": func() {
			s := make([]map[string]int, 0, 2)
			s = append(s, map[string]int{})
			s[0]["a"] = 1
		},
		"reads": func() {
			s := make([]map[string]int, 2)
			_ = s[0]["a"]
			_ = len(s[1])
			delete(s[0], "a")
			for range s[0] {
			}
		},
	})
}
