// Package evidence shows on a real toolchain what the rule map-never-shrinks claims: a map keeps its table when most entries
// are deleted, and gives it up when the survivors are copied to a new one.
package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

const entries = 1 << 20

func full() map[int]int {
	m := map[int]int{}
	for i := 0; i < entries; i++ {
		m[i] = i
	}
	return m
}

func bad() interface{} {
	m := full()
	for k := range m {
		if k >= 10 {
			delete(m, k)
		}
	}
	return m
}

func good() interface{} {
	m := full()
	kept := make(map[int]int)
	for k, v := range m {
		if k < 10 {
			kept[k] = v
		}
	}
	return kept
}

func TestDeleteKeepsTheTable(t *testing.T) {
	claim.Holds(t, "a map[int]int of a million entries of which 10 are left", bad, good, 100)
	whole, left := claim.Held(func() interface{} { return full() }), claim.Held(bad)
	if left < whole/10*9 {
		t.Errorf("%d bytes of %d are left after the deletes: the table shrank", left, whole)
	}
}
