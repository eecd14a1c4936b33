package interfacemapkey

import "fmt"

type id struct{ a, b int }

type registry struct {
	byName map[any]int          // want "every key written to `byName` is a string, and its key type is any: each write may allocate 16 bytes for its key;"
	byID   map[fmt.Stringer]int // want "every key written to `byID` is a interfacemapkey.id"
}

func (id) String() string { return "" }

func newRegistry() *registry {
	return &registry{byName: map[any]int{}, byID: make(map[fmt.Stringer]int)}
}

func (r *registry) set(name string, n int) { r.byName[name] = n }

func (r *registry) setID(x id, n int) { r.byID[x] = n }

func (r *registry) get(name string) int { return r.byName[name] + r.byID[id{}] }

var seen = map[interface{}]bool{} // want "every key written to `seen` is a int64, .* 8 bytes for its key;"

func see(n int64) bool {
	if seen[n] {
		return true
	}
	seen[n] = true
	return false
}
