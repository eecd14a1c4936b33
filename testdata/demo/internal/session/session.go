// Package session keeps who is signed in.
package session

import (
	"crypto/rand"
	"encoding/hex"
	"sync"
	"time"
)

// Session is one signed-in customer.
type Session struct {
	Customer string
	Expires  time.Time
}

// Store holds the sessions of one process. It is safe for concurrent use.
type Store struct {
	lifetime time.Duration

	mu       sync.RWMutex
	sessions map[string]Session
}

// NewStore makes a store whose sessions end after lifetime without use.
func NewStore(lifetime time.Duration) *Store {
	return &Store{lifetime: lifetime, sessions: make(map[string]Session)}
}

// Start signs a customer in and returns the token to come back with.
func (s *Store) Start(customer string, now time.Time) (string, error) {
	var random [16]byte
	if _, err := rand.Read(random[:]); err != nil {
		return "", err
	}
	token := hex.EncodeToString(random[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[token] = Session{Customer: customer, Expires: now.Add(s.lifetime)}
	return token, nil
}

// Customer says who holds a token.
func (s *Store) Customer(token string, now time.Time) (string, bool) {
	s.mu.RLock()
	session, ok := s.sessions[token]
	s.mu.RUnlock()
	if !ok || now.After(session.Expires) {
		return "", false
	}
	return session.Customer, true
}

// End signs a customer out.
func (s *Store) End(token string) {
	s.mu.Lock()
	delete(s.sessions, token)
	s.mu.Unlock()
}

// DropExpired keeps the sessions that are still valid, in a map of their number: after a rush the old one would stay as
// large as it ever was.
func (s *Store) DropExpired(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	live := make(map[string]Session)
	for token, session := range s.sessions {
		if !now.After(session.Expires) {
			live[token] = session
		}
	}
	s.sessions = live
}
