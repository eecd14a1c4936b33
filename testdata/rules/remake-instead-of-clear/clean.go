package remakeinsteadofclear

type store struct {
	made    map[string]int
	lazy    map[string]int
	given   map[string]int
	swapped map[string]int
	sized   map[string]int
	few     map[string]int
}

func newStore() *store {
	s := &store{}
	s.made = make(map[string]int) // ok: the first one
	return s
}

func (s *store) init() {
	if s.lazy == nil {
		s.lazy = make(map[string]int) // ok: the first one
	}
}

func (s *store) add(k string) {
	s.made[k]++
	s.lazy[k]++
	s.given[k]++
	s.swapped[k]++
	s.sized[k]++
	s.few["k"]++
}

func (s *store) take() map[string]int {
	m := s.given
	s.given = make(map[string]int) // ok: the caller has the old one
	return m
}

func (s *store) swap(send func(string)) {
	old := s.swapped
	s.swapped = make(map[string]int) // ok: the old one is still used
	for k := range old {
		send(k)
	}
}

func (s *store) resize(n int) {
	s.sized = make(map[string]int, n) // ok: of a size
}

func (s *store) restart() {
	s.few = make(map[string]int) // ok: constant keys
}

func (s *store) snapshot() store { return store{made: s.made} }

type tables struct {
	names map[string]string
	back  map[string]string
}

func (t *tables) define(name, to string) {
	if t.names == nil {
		t.names = make(map[string]string)
		t.back = make(map[string]string) // ok: made with the other, at first
	}
	t.names[name] = to
	t.back[to] = name
}
