package runtimeinternals

import "unsafe"

func indirect(m map[string]int) int {
	p := unsafe.Pointer(&m)
	return (*(**hmap)(p)).count // todo want "read as a struct"
}
