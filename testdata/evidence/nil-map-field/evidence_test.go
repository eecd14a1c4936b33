// Package evidence shows on a real toolchain what the rule nil-map-field claims: a write to a map field that neither the
// literal nor anything after it set panics, and a method with a value receiver sets it in a copy only.
package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

type cache struct {
	name  string
	items map[string]int
}

func (c cache) reset()          { c.items = map[string]int{} }
func (c *cache) init()          { c.items = map[string]int{} }
func (c *cache) add(k string)   { c.items[k]++ }
func newCache(n string) *cache  { return &cache{name: n} }
func put(c *cache, k string)    { c.items[k] = 1 }
func use(c cache, k string) int { c.items[k] = 1; return len(c.items) }

type outer struct{ cache }

func TestWriteToUnsetFieldPanics(t *testing.T) {
	claim.Panics(t, "a write to a map field that nothing set", "assignment to entry in nil map", map[string]func(){
		"var":         func() { var c cache; c.items["a"] = 1 },
		"literal":     func() { c := cache{name: "c"}; c.items["a"] = 1 },
		"by position": func() { c := cache{"c", nil}; c.items["a"] = 1 },
		"new":         func() { new(cache).items["a"] = 1 },
		"constructor": func() { c := newCache("c"); c.items["a"]++ },
		"method":      func() { newCache("c").add("a") },
		"function":    func() { var c cache; put(&c, "a") },
		"copy":        func() { var c cache; d := c; d.items["a"] = 1 },
		"by value":    func() { var c cache; use(c, "a") },
		"promoted":    func() { var o outer; o.items["a"] = 1 },
		"made in a copy": func() {
			var c cache
			c.reset()
			c.items["a"] = 1
		},
	})
}

func TestSetFieldsAreFine(t *testing.T) {
	claim.Fine(t, map[string]func(){
		"literal": func() { c := cache{items: map[string]int{}}; c.items["a"] = 1 },
		"method":  func() { var c cache; c.init(); c.items["a"] = 1 },
		"alias":   func() { c := &cache{}; d := c; d.init(); c.items["a"] = 1 },
		"lazy": func() {
			var c cache
			if c.items == nil {
				c.init()
			}
			c.add("a")
		},
	})
}
