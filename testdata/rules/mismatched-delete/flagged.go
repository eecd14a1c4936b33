package mismatcheddelete

import "sync"

type account struct{ ID, Name, Owner string }

var byID = map[string]*account{}

func add(a *account) { byID[a.ID] = a }

func remove(a *account) {
	delete(byID, a.Name) // want "`byID` never loses an entry here: entries are added under `ID` and deleted under `Name`"
}

type store struct {
	mu      sync.Mutex
	entries map[string]account
	shared  sync.Map
}

func (s *store) put(a account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries[a.ID] = a
	s.shared.Store(a.Name, a)
}

func (s *store) putAll(all []account) {
	for _, a := range all {
		id := a.ID
		s.entries[id] = a
	}
}

func (s *store) drop(all []*account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range all {
		owner := a.Owner
		delete(s.entries, owner) // want "`store.entries` never loses an entry here: entries are added under `ID` and deleted under `Owner`"
		s.shared.Delete(a.Owner) // want "`store.shared` never loses an entry here: entries are added under `Name` and deleted under `Owner`"
	}
}

func (s *store) size() int { return len(s.entries) }
