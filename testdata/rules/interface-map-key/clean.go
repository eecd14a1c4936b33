package interfacemapkey

import "sync"

var mixed = map[any]bool{} // ok: two types

func mix(n int, s string) {
	mixed[n] = true
	mixed[s] = true
}

var open = map[any]bool{} // ok: any type

func put(x any) { open[x] = true }

// Exported may be written by others.
var Exported = map[any]bool{} // ok: exported

func export(n int) { Exported[n] = true }

var plain = map[string]bool{} // ok: a string

func write(s string) { plain[s] = true }

var syncMap sync.Map // ok: its keys are any

func store(s string) { syncMap.Store(s, true) }

var literal = map[any]bool{"a": true, 1: true} // ok: filled at the start

func add(s string) { literal[s] = true }

var handed = map[any]bool{} // ok: others may write

func hand(f func(map[any]bool)) {
	handed["a"] = true
	f(handed)
}

type closer interface{ Close() error }

type file struct{}

func (*file) Close() error { return nil }

var files = map[closer]bool{} // ok: looked up by the interface

func open1(f *file) { files[f] = true }

func done(c closer) { delete(files, c) }

var ranged = map[closer]bool{} // ok: ranged over as the interface

func open2(f *file) { ranged[f] = true }

func closeAll() {
	for c := range ranged {
		c.Close()
	}
}
