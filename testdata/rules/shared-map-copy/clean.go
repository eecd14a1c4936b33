package sharedmapcopy

import "maps"

func (c *config) cloned(key, value string) *config {
	next := *c
	next.labels = maps.Clone(c.labels)
	next.labels[key] = value // ok: a map of its own
	return &next
}

func (c *config) remade(key, value string) *config {
	next := *c
	next.labels = make(map[string]string, len(c.labels)+1)
	for k, v := range c.labels {
		next.labels[k] = v // ok: a map of its own
	}
	next.labels[key] = value
	return &next
}

func (c *config) read(key string) string {
	view := *c
	return view.labels[key] // ok: reads
}

func (c *config) renamed(name string) *config {
	next := *c
	next.name = name // ok: the maps are shared and left alone
	return &next
}

// Put back where it came from: one value all along.
func (s *service) update(key string) {
	current := *s.current
	current.seen[key] = true // ok: stored back below
	*s.current = current
}

func build() config {
	first := config{labels: map[string]string{}}
	second := first
	second.labels["a"] = "b" // ok: the first is not used any more
	return second
}

// The copy is only a short name.
func (s *service) mark(key string) {
	current := s.defaults
	current.seen[key] = true // ok: the copy goes nowhere
}

func (s *service) pointer(key string) *config {
	current := s.current
	current.seen[key] = true // ok: a pointer, no copy
	return current
}

type reader struct {
	info config
	pos  int
}

func (r *reader) Read(p []byte) (int, error) { r.pos += len(p); return len(p), nil }

func open() *reader { return &reader{info: config{labels: map[string]string{}}} }

func header(send func(config)) int {
	r := open()
	info := r.info
	delete(info.labels, "internal") // ok: nobody asks the reader for it again
	send(info)
	n, _ := r.Read(make([]byte, 8))
	return n
}
