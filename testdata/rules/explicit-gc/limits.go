package explicitgc

import "runtime"

func step(name string) {
	load(name)
	runtime.GC() // todo want "in each turn of a loop"
}

func steps(names []string) {
	for _, name := range names {
		step(name)
	}
}
