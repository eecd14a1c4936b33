package left

import "time"

// A constructor leaves a goroutine behind that uses the map for good; the methods of what it returns use it too.
type session struct {
	asked   chan string
	wanted  map[string]int
	started time.Time
}

func newSession() *session {
	s := &session{asked: make(chan string, 8), wanted: map[string]int{}, started: time.Now()}
	go s.work()
	return s
}

func (s *session) work() {
	for {
		select {
		case name := <-s.asked:
			s.wanted[name]++
		case <-time.After(time.Second):
			println(len(s.wanted))
		}
	}
}

func (s *session) Ask(name string) { s.asked <- name }

func (s *session) Have(name string) {
	delete(s.wanted, name) // want "written here while another goroutine may use it"
}

// The goroutine alone writes, and the method reads.
type counter struct{ seen map[string]int }

func newCounter(names func() string) (*counter, error) {
	c := &counter{seen: map[string]int{}}
	go func() {
		for {
			c.seen[names()]++ // want "written here while another goroutine may use it"
		}
	}()
	return c, nil
}

func (c *counter) Seen(name string) int { return c.seen[name] }
