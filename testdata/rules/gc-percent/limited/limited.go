package limited

import "runtime/debug"

func init() {
	debug.SetGCPercent(-1) // ok: the limit makes it run
	debug.SetMemoryLimit(1 << 30)
}
