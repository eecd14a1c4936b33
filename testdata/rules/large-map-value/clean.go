package largemapvalue

import "maps"

type small [128]byte

func atTheLimit(m map[string]small, id string, ids []string) {
	s := m[id]
	s[0]++
	m[id] = s // ok: 128 bytes lie in the table
	fresh := map[string]small{}
	for _, id := range ids {
		fresh[id] = small{} // ok: 128 bytes lie in the table
	}
}

func pointers(m map[string]*stats, ids []string) {
	for _, id := range ids {
		m[id] = &stats{} // ok: pointers
		m[id].n++
	}
}

func otherKey(m map[string]stats, from, to string) {
	s := m[from]
	s.n++
	m[to] = s // ok: a copy under another key
}

func keyChanged(m map[string]stats, id string) {
	s := m[id]
	s.n++
	id += "/next"
	m[id] = s // ok: the key is another by now
}

func otherMap(from, to map[string]stats, id string) {
	s := from[id]
	s.n++
	to[id] = s // ok: another map
}

func mapChanged(m, other map[string]stats, id string) {
	s := m[id]
	s.n++
	m = other
	m[id] = s // ok: another map by now
}

func movedOnly(m map[string]stats, id string) {
	s := m[id]
	delete(m, id)
	m[id] = s // ok: nothing of it is changed
}

func replaced(m map[string]stats, id string) {
	s := m[id]
	s = stats{n: s.n + 1}
	s.n++
	m[id] = s // ok: a new value, not a changed copy
}

func overwritten(m map[string]stats, ids []string) {
	for i, id := range ids {
		m[id] = stats{n: i} // ok: the keys may exist
	}
}

func constantKeys() map[string]stats {
	m := map[string]stats{"a": {n: 1}}
	m["b"] = stats{n: 2} // ok: constant key, no loop
	for i := 0; i < 3; i++ {
		m["c"] = stats{n: i} // ok: one constant key
	}
	return m
}

func fewKeys() map[int]stats {
	m := map[int]stats{}
	for i := 0; i < 8; i++ {
		m[i] = stats{n: i} // ok: eight keys
	}
	return m
}

func sameKeyInLoop(id string, n int) map[string]stats {
	m := map[string]stats{}
	for i := 0; i < n; i++ {
		m[id] = stats{n: i} // ok: one key
	}
	return m
}

func generic[V any](keys []string, v V) map[string]V {
	m := map[string]V{}
	for _, k := range keys {
		m[k] = v // ok: the size is not known
	}
	return m
}

func slices(m [][40]int, i int) {
	v := m[i]
	v[0]++
	m[i] = v // ok: not a map
}

var registry = map[string]stats{}

func init() {
	for _, id := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i"} {
		registry[id] = stats{} // ok: at start-up
	}
}

func readOnly(m map[string]stats, id string) (n int) {
	s := m[id]
	n = s.total()
	delete(m, "old")
	m[id] = s // ok: the method changes nothing
	return n
}

func replacedWhole(list []stats) map[int]stats {
	m := make(map[int]stats)
	for _, s := range list {
		old := m[s.n]
		m[s.n] = stats{n: old.n + s.n}  // ok: the key may be there
		m[s.n] = stats{n: m[s.n].n + 1} // ok: the key is there
	}
	return m
}

func onlyPresent(list []stats) map[int]stats {
	m := make(map[int]stats)
	for _, s := range list {
		if _, ok := m[s.n]; ok {
			m[s.n] = s // ok: the key is there
		}
		_, ok := m[s.n]
		if !ok {
			continue
		}
		m[s.n] = s // ok: the key is there
	}
	return m
}

func (t *table) madeInLoop(ids []string) {
	t.rows = make(map[string]stats)
	for i, id := range ids {
		t.rows = map[string]stats{}
		t.rows[id] = stats{n: i} // ok: one key in each map
	}
}

func (t *table) elsewhere(ids []string) {
	for i, id := range ids {
		t.rows[id] = stats{n: i} // ok: the keys may exist
	}
}

func namedEntries(m map[string]stats) {
	s := m["total"]
	s.n++
	m["total"] = s // ok: one of a few entries that the source names
}

func cloned(m map[string]stats, id string) map[string]stats {
	m = maps.Clone(m)
	s := m[id]
	s.n++
	m[id] = s // ok: pointers would change the original as well
	return m
}

func init() { register("first", 1) }

func register(id string, n int) {
	s := registry[id]
	s.n += n
	registry[id] = s // ok: at start-up
}
