package gomaxprocsone

import "runtime"

func init() {
	runtime.GOMAXPROCS(1) // want "one processor for everything"
}

const single = 1

func configure(debug bool) {
	if debug {
		runtime.GOMAXPROCS(single) // want "one processor"
	}
	println(runtime.GOMAXPROCS(0))
}
