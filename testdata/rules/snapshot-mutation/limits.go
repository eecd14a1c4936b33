package snapshotmutation

import "sync/atomic"

type state struct{ counts map[string]int }

type holder struct{ current atomic.Pointer[state] }

func (h *holder) bump(key string) {
	h.current.Load().counts[key]++ // todo want: the map of a struct that was loaded
}

func fill(m map[string]string, key string) { m[key] = "" }

func (c *config) handed(key string) {
	fill(c.settings.Load().(map[string]string), key) // todo want: the function that gets the map changes it
}
