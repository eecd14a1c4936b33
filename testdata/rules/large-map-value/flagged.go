package largemapvalue

type stats struct {
	n       int
	buckets [32]int
	inner   struct{ min, max int }
}

type key struct{ a, b int }

type table struct {
	rows map[string]stats
	name string
}

func update(m map[string]stats, id string) {
	s := m[id]
	s.n++
	m[id] = s // want low "copies 280 bytes twice"
}

func commaOk(m map[string]stats, id string) {
	s, ok := m[id]
	if !ok {
		s = stats{n: 1}
	}
	s.n += 2
	m[id] = s // want low "copies 280 bytes twice"
}

func ifForm(m map[string]stats, id string) {
	if s, ok := m[id]; ok {
		s.inner.max = 3
		m[id] = s // want low "copies 280 bytes twice"
	}
}

func (t *table) add(id string, v int) {
	s := t.rows[id]
	s.buckets[v%32]++
	t.rows[id] = s // want "copies 280 bytes twice"
}

func rangeForm(m map[key]stats) {
	for k, s := range m {
		s.n = 0
		m[k] = s // want low "copies 280 bytes twice"
	}
}

func fieldKey(m map[int]stats, k key) {
	s := m[k.a]
	s.n = 1
	m[k.a] = s // want low "copies 280 bytes twice"
}

func constantKeyInLoop(m map[string]stats, values []int) {
	for _, v := range values {
		s := m["total"]
		s.n += v
		m["total"] = s // want low "copies 280 bytes twice"
	}
}

type ledger struct{ accounts map[string]stats }

func (l *ledger) open(id string) {
	s := l.accounts[id]
	s.n = 1
	l.accounts[id] = s // want "as 2 more of the same map do, with pointers"
}

func (l *ledger) close(id string) {
	s := l.accounts[id]
	s.n = 0
	l.accounts[id] = s
}

func (l *ledger) book(id string, v int) {
	s := l.accounts[id]
	s.buckets[0] += v
	l.accounts[id] = s
}

func fillTwice(a, b []stats) map[int]stats {
	m := make(map[int]stats)
	for _, s := range a {
		m[s.n] = s // want low "each new key allocates 288 bytes of its own, a million 326 MB"
	}
	for _, s := range b {
		m[s.n] = s
	}
	return m
}

func fill(ids []string) map[string]stats {
	m := make(map[string]stats, len(ids))
	for i, id := range ids {
		m[id] = stats{n: i} // want low "each new key allocates 288 bytes of its own, a million 344 MB"
	}
	return m
}

func fillCounted(n int) int {
	m := map[int][129]byte{}
	for i := 0; i < n; i++ {
		m[i] = [129]byte{0: byte(i)} // want low "each new key allocates 144 bytes"
	}
	return len(m)
}

func (s *stats) add(n int) { s.buckets[n%32] += n }

func (s *stats) total() int { return s.n }

func changedByMethod(m map[string]stats, id string) {
	s := m[id]
	s.add(1)
	m[id] = s // want low "copies 280 bytes twice"
}

func refresh(s *stats) error { s.n++; return nil }

func changedByFunction(m map[string]stats, id string) error {
	s, ok := m[id]
	if !ok {
		return nil
	}
	if err := refresh(&s); err != nil {
		return err
	}
	m[id] = s // want low "copies 280 bytes twice"
	return nil
}

func fillUnique(list []stats) map[int]stats {
	m := make(map[int]stats)
	for _, s := range list {
		if _, ok := m[s.n]; ok {
			continue
		}
		m[s.n] = s // want low "each new key allocates 288 bytes.*a slice of the values"
	}
	return m
}

func fillMissing(list []stats) map[int]stats {
	m := make(map[int]stats)
	for _, s := range list {
		old, ok := m[s.n]
		if !ok {
			old.n = s.n
			m[s.n] = old // want low "each new key allocates 288 bytes"
		}
	}
	return m
}

func fillPointers(list []*stats) map[int]stats {
	m := make(map[int]stats)
	for _, s := range list {
		m[s.n] = *s // want low "a map of pointers would keep `s` and copy nothing"
	}
	return m
}

func (t *table) fill(ids []string) {
	t.rows = make(map[string]stats)
	for i, id := range ids {
		t.rows[id] = stats{n: i} // want low "each new key allocates 288 bytes"
	}
}

type book struct{ pages map[string]map[string]stats }

func (b *book) turn(page, id string) {
	lines := b.pages[page]
	s := lines[id]
	s.n++
	lines[id] = s // want "copies 280 bytes twice"
}

type Config struct{ Clients map[string]stats }

func (c *Config) defaults() {
	for id, client := range c.Clients {
		client.n = 1
		c.Clients[id] = client // want low "copies 280 bytes twice"
	}
}

type ports [4096]bool

func claim(used map[string]ports, protocol string, port int) {
	p := used[protocol]
	p[port] = true
	used[protocol] = p // want "copies 4096 bytes twice"
}
