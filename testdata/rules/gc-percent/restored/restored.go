package restored

import "runtime/debug"

func load(f func()) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // ok: restored
	f()
}

func loadMore(f func()) {
	old := debug.SetGCPercent(-1) // ok: kept
	f()
	debug.SetGCPercent(old)
}

func phases(f func()) {
	debug.SetGCPercent(-1) // ok: on again below
	f()
	debug.SetGCPercent(100)
}

func tuned(percent int) {
	debug.SetGCPercent(200)     // ok: less often
	debug.SetGCPercent(percent) // ok: not known
	debug.SetGCPercent(50)      // ok: twice as often
}
