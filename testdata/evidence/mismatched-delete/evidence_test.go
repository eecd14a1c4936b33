// Package evidence shows on a real toolchain what the rule mismatched-delete claims: deletes under another field than that
// of the inserts take nothing out.
package evidence

import (
	"fmt"
	"testing"
)

type session struct{ id, user string }

func TestDeleteUnderAnotherFieldLeavesAll(t *testing.T) {
	open := map[string]*session{}
	var all []*session
	for i := 0; i < 1000; i++ {
		s := &session{id: fmt.Sprint("id", i), user: fmt.Sprint("user", i)}
		all = append(all, s)
		open[s.id] = s
	}
	for _, s := range all {
		delete(open, s.user)
	}
	if len(open) != 1000 {
		t.Errorf("%d entries are left of 1000", len(open))
	}
	for _, s := range all {
		delete(open, s.id)
	}
	if len(open) != 0 {
		t.Errorf("%d entries are left after deletes under the right field", len(open))
	}
}
