package gomaxprocsone

import "runtime"

func asked() int {
	return runtime.GOMAXPROCS(0) // ok: only asks
}

func configured(n int) {
	runtime.GOMAXPROCS(n)                // ok: from the caller
	runtime.GOMAXPROCS(runtime.NumCPU()) // ok: the default
	runtime.GOMAXPROCS(2)                // ok: two
}

func measured(f func()) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // ok: restored at the end
	f()
}

func measuredAlone(f func()) {
	old := runtime.GOMAXPROCS(1) // ok: kept
	f()
	runtime.GOMAXPROCS(old)
}

func phases(f func()) {
	runtime.GOMAXPROCS(1) // ok: for a part
	f()
	runtime.GOMAXPROCS(runtime.NumCPU())
}

type fake struct{}

func (fake) GOMAXPROCS(int) {}

func other() {
	var runtime fake
	runtime.GOMAXPROCS(1) // ok: another runtime
}
