package server

import "example.com/held/group"

type Server struct {
	group *group.Group
}

func New() *Server { return &Server{group: group.New()} }

func (s *Server) Sync(name string) string {
	s.group.Mu.Lock()
	defer s.group.Mu.Unlock()
	s.group.Assign()
	println(s.group.Count(name))
	return s.group.First()
}

func (s *Server) Read(name string) int {
	s.group.Mu.RLock()
	defer s.group.Mu.RUnlock()
	// Not enough to write.
	s.group.Grow(name)
	return s.group.Count(name)
}

// Quick calls First with no lock.
func (s *Server) Quick() string { return s.group.First() }

// Nobody calls Last.
