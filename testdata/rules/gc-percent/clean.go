package gcpercent

import (
	"runtime"
	"runtime/debug"
)

type settings struct{}

func (settings) SetGCPercent(int) {}

func own(debug settings) {
	debug.SetGCPercent(-1) // ok: another SetGCPercent
}

func collect() {
	runtime.GC() // ok: once, and the collector stays as it is
	debug.FreeOSMemory()
}
