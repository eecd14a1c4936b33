// Package store has maps; package cache gets at them, and package web at that.
package store

type Store struct {
	rows map[string]string
	old  map[string]string
	held map[string]string
}

func New() *Store {
	return &Store{rows: map[string]string{}, old: map[string]string{}, held: map[string]string{}}
}

func (s *Store) Put(key, value string) {
	s.rows[key] = value // want "`s.rows` is written here with no lock, and other packages come here"
}

func (s *Store) Get(key string) string { return s.rows[key] }

func (s *Store) Retire(key string) {
	delete(s.old, key) // ok: package cache holds a lock at every call
}

func (s *Store) Keep(key, value string) {
	s.held[key] = value // ok: the two caches that meet in package web have a store each
}

// Backend is what package cache knows of stores.
type Backend interface {
	Load(key string) string
}

var loads = map[string]int{}

func Load(key string) string {
	loads[key]++ // want "`loads` is written here with no lock, and other packages come here"
	return key
}

func (s *Store) Load(key string) string { return key }

var drops = map[string]int{}

func Drop(key string) {
	drops[key]++ // ok: package cache calls it in init alone
}
