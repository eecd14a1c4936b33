package sharedmapcopy

func (c config) value(key string) config {
	c.seen[key] = true // todo want: a value receiver is a copy too
	return c
}

func fill(c *config, key string) { c.seen[key] = true }

func (c *config) filled(key string) *config {
	next := *c
	fill(&next, key) // todo want: changed in the function that gets the copy
	return &next
}
