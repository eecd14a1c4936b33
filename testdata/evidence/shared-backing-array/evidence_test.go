// Package evidence shows on a real toolchain what the rule shared-backing-array claims: a slice that is stored under two keys
// has one array, so that an element that is set through one is set in both, and appends to both overwrite each other.
package evidence

import (
	"fmt"
	"testing"

	"example.com/evidence/claim"
)

func TestAnElementIsSetInBoth(t *testing.T) {
	set := func(store func(m map[string][]int, a []int)) string {
		m := map[string][]int{}
		store(m, []int{1, 2})
		m["y"][0] = 77
		return fmt.Sprint(m["x"])
	}
	claim.Outcomes(t, `m["x"], stored as [1 2], after m["y"][0] = 77`, set(bad), "[77 2]", set(good), "[1 2]")
}

func TestAppendsToBothOverwriteEachOther(t *testing.T) {
	both := func(store func(m map[string][]int, a []int)) string {
		m := map[string][]int{}
		store(m, append(make([]int, 0, 4), 1, 2))
		m["x"] = append(m["x"], 3)
		m["y"] = append(m["y"], 4)
		return fmt.Sprint(m["x"])
	}
	claim.Outcomes(t, `m["x"], which has room, after an append of 3 to it and of 4 to m["y"]`,
		both(bad), "[1 2 4]", both(good), "[1 2 3]")
}

func bad(m map[string][]int, a []int) { m["x"], m["y"] = a, a }

func good(m map[string][]int, a []int) { m["x"], m["y"] = a, append([]int(nil), a...) }

// A literal has no room: the first append copies it.
func TestAppendsToLiteralsAreSafe(t *testing.T) {
	m := map[string][]int{}
	bad(m, []int{1, 2})
	m["x"] = append(m["x"], 3)
	m["y"] = append(m["y"], 4)
	if m["x"][2] != 3 || m["y"][2] != 4 {
		t.Error(m)
	}
}
