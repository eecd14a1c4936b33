package largepointerchurn

type small struct{ n [31]int64 }

type table struct {
	first  map[string]*window
	small  map[string]*small
	reused map[string]*window
	taken  map[string]*window
	sent   map[string]*window
	values map[string]window
	shared map[string]*window
	Public map[string]*window
}

func fill(t *table, routes []string) {
	for _, route := range routes {
		t.first[route] = &window{} // ok: the first fill
		if t.first[route] == nil {
			t.first[route] = &window{} // ok: it is not there
		}
		if _, ok := t.first[route]; !ok {
			t.first[route] = new(window) // ok: it is not there
		}
	}
}

func resetSmall(t *table) {
	for route := range t.small {
		t.small[route] = &small{} // ok: 248 bytes
	}
}

func reuse(t *table) {
	for route, w := range t.reused {
		*w = window{} // ok: in place
		if w := t.reused[route]; w != nil {
			*w = window{} // ok: in place
		}
	}
}

func take(t *table) (all []*window) {
	for route, w := range t.taken {
		all = append(all, w)
		t.taken[route] = &window{} // ok: the old one is handed out
	}
	return all
}

func send(t *table, out chan<- *window) {
	for route := range t.sent {
		out <- t.sent[route]
		t.sent[route] = &window{} // ok: the old one is handed out
	}
}

func resetValues(t *table) {
	for route := range t.values {
		t.values[route] = window{} // ok: a value, overwritten in place
	}
}

func lookUp(t *table, route string) *window { return t.shared[route] }

func resetShared(t *table) {
	for route := range t.shared {
		t.shared[route] = &window{} // ok: lookUp hands the old ones out
	}
}

func resetPublic(t *table) {
	for route := range t.Public {
		t.Public[route] = &window{} // ok: other packages may keep the old ones
	}
}

func resetParameter(m map[string]*window) {
	for route := range m {
		m[route] = &window{} // ok: the caller may keep the old ones
	}
}

func deleted(t *stats) {
	for route := range t.windows {
		delete(t.windows, route)
		t.windows[route] = &window{} // ok: the key was just taken out
	}
}

func otherKey(t *stats) {
	for route := range t.windows {
		route += "/"
		t.windows[route] = &window{} // ok: another key
	}
}

func generic[T any](m map[string]*T) {
	for k := range m {
		m[k] = new(T) // ok: its size is not known
	}
}

func noLoop(s *stats, hour int) {
	if _, ok := s.recent[hour]; ok {
		s.recent[hour] = &window{} // ok: no loop
	}
}
