package snapshotmutation

import (
	"maps"
	"sync/atomic"
)

// Copy, change the copy, store it.
func (c *config) cloned(key, value string) {
	settings := maps.Clone(c.settings.Load().(map[string]string))
	settings[key] = value // ok: a copy
	c.settings.Store(settings)
}

func (c *config) copied(key, value string) {
	old := c.settings.Load().(map[string]string)
	next := make(map[string]string, len(old)+1)
	for k, v := range old {
		next[k] = v // ok: a copy
	}
	next[key] = value // ok: a copy
	c.settings.Store(next)
}

func (c *config) reassigned(key, value string) {
	settings := c.settings.Load().(map[string]string)
	settings = maps.Clone(settings)
	settings[key] = value // ok: the variable holds a copy by now
	c.settings.Store(settings)
}

func (c *config) lazily(key, value string) {
	settings, ok := c.settings.Load().(map[string]string)
	if !ok {
		settings = map[string]string{}
	}
	settings[key] = value // ok: it may be a new map
	c.settings.Store(settings)
}

func (c *config) get(key string) string {
	return c.settings.Load().(map[string]string)[key] // ok: reads
}

// The values of the map are other maps: what is loaded is not changed.
var nested atomic.Value

func inner(k, v string) int {
	m := nested.Load().(map[string][]int)
	m[k][0] = 1 // ok: the map itself is only read
	return len(v)
}

// A Load of something else.
type box struct{ m map[string]int }

func (b *box) Load() any { return b.m }

func (b *box) set(k string) {
	b.Load().(map[string]int)[k] = 1 // ok: no atomic value
}

// Nobody else has it yet.
func newConfig() *config {
	c := &config{}
	c.settings.Store(map[string]string{})
	settings := c.settings.Load().(map[string]string)
	settings["a"] = "b" // ok: nobody has loaded it
	return c
}
