package sharedmapcopy

type config struct {
	name   string
	labels map[string]string
	seen   map[string]bool
}

func (c *config) with(key, value string) *config {
	next := *c
	next.name = key
	next.labels[key] = value // want "`next.labels` is also the map of `\*c`, which `next` is a copy of"
	return &next
}

func (c *config) without(key string) config {
	next := *c
	delete(next.labels, key) // want "`next.labels` is also the map of `\*c`"
	return next
}

type service struct {
	defaults config
	current  *config
}

func (s *service) derive(key string) config {
	derived := s.defaults
	derived.seen[key] = true // want "`derived.seen` is also the map of `s.defaults`"
	return derived
}

var base = config{labels: map[string]string{}}

func Tagged(tag string) *config {
	tagged := base
	clear(tagged.labels) // want "`tagged.labels` is also the map of `base`"
	tagged.labels["tag"] = tag
	return &tagged
}

// Only one of two maps gets a copy.
func (c *config) half(key string) *config {
	next := *c
	next.labels = map[string]string{}
	next.labels[key] = ""
	next.seen[key] = true // want "`next.seen` is also the map of `\*c`"
	return &next
}

func headers(send func(config)) {
	r := open()
	info := r.info
	delete(info.labels, "internal") // want "`info.labels` is also the map of `r.info`"
	send(info)
	send(r.info)
}
