// Package evidence shows on a real toolchain what the rule mismatched-delete claims: deletes under another field than that
// of the inserts take nothing out.
package evidence

import (
	"fmt"
	"testing"

	"example.com/evidence/claim"
)

type session struct{ id, user string }

// left opens a thousand sessions by their id, deletes each under a key, and counts those that are left.
func left(key func(s *session) string) int {
	open := map[string]*session{}
	var all []*session
	for i := 0; i < 1000; i++ {
		s := &session{id: fmt.Sprint("id", i), user: fmt.Sprint("user", i)}
		all = append(all, s)
		open[s.id] = s
	}
	for _, s := range all {
		delete(open, key(s))
	}
	return len(open)
}

func TestDeleteUnderAnotherFieldLeavesAll(t *testing.T) {
	byUser := left(func(s *session) string { return s.user })
	byID := left(func(s *session) string { return s.id })
	claim.Amounts(t, "entries left of 1000 after each was deleted", "entries", byUser, byID, 1000)
}
