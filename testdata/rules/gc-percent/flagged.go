package gcpercent

import "runtime/debug"

const off = -1

// A package that others import: nobody expects it to turn the collector off for them.
func init() {
	debug.SetGCPercent(off) // want "the garbage collector is off and no memory limit is set"
}

func again() {
	debug.SetGCPercent(-1) // want "the garbage collector is off"
}
