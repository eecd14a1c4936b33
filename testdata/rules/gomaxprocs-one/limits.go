package gomaxprocsone

import "runtime"

func fixed() {
	n := 1
	runtime.GOMAXPROCS(n) // todo want "one processor"
}
