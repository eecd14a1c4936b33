package snapshotmutation

import "sync/atomic"

type config struct {
	settings atomic.Value
	table    atomic.Pointer[map[string]int]
}

func (c *config) set(key, value string) {
	settings := c.settings.Load().(map[string]string)
	settings[key] = value // want "the map that `c.settings` holds is changed in place"
	c.settings.Store(settings)
}

func (c *config) drop(key string) {
	settings, ok := c.settings.Load().(map[string]string)
	if !ok {
		return
	}
	delete(settings, key) // want "the map that `c.settings` holds is changed in place"
}

func (c *config) pointer(key string) {
	table := *c.table.Load()
	table[key]++             // want "the map that `c.table` holds is changed in place"
	(*c.table.Load())[key]++ // want "the map that `c.table` holds is changed in place"
	clear(*c.table.Load())   // want "the map that `c.table` holds is changed in place"
}

var current atomic.Value

func Direct(key string) {
	current.Load().(map[string]bool)[key] = true // want "the map that `current` holds is changed in place"
}
