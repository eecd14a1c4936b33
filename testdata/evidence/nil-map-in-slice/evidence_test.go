// Package evidence shows on a real toolchain what the rule nil-map-in-slice claims: a write to an element that nothing made
// panics, in every form the rule reports, and does not once the element is made.
package evidence

import "testing"

type bucket struct{ m map[string]int }

// panics runs f and gives the text of its panic, "" if it returns.
func panics(f func()) (text string) {
	defer func() {
		if err, ok := recover().(error); ok {
			text = err.Error()
		}
	}()
	f()
	return ""
}

func TestWriteToUnmadeElementPanics(t *testing.T) {
	forms := map[string]func(){
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
	}
	for name, form := range forms {
		if got := panics(form); got != "assignment to entry in nil map" {
			t.Errorf("%s: panic %q", name, got)
		}
	}
}

func TestMadeElementsAndReadsAreFine(t *testing.T) {
	forms := map[string]func(){
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
	}
	for name, form := range forms {
		if got := panics(form); got != "" {
			t.Errorf("%s: panic %q", name, got)
		}
	}
}
