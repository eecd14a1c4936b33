package syncmapwriteheavy

import "sync"

var taken sync.Map // todo want: every key is stored once and taken once

func Give(k string) { taken.Store(k, 1) }

func Take(k string) bool {
	_, ok := taken.LoadAndDelete(k)
	return ok
}
