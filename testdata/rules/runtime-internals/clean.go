package runtimeinternals

import (
	"reflect"
	"unsafe"
)

func text(b []byte) string {
	return unsafe.String(unsafe.SliceData(b), len(b)) // ok: made for it
}

func view(s string) []byte {
	return unsafe.Slice(unsafe.StringData(s), len(s)) // ok: nobody writes here
}

func grow(b []byte, n int) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Len = n // ok: the header of a real slice
	return b
}

func point(b []byte, p unsafe.Pointer) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Data = uintptr(p) // ok: the header of a real slice
	return b
}

func pointer(m map[string]int) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&m)) // ok: only the identity of the map
}

type pair struct{ a, b int }

func cast(p *pair) *hmap {
	return (*hmap)(unsafe.Pointer(p)) // ok: no map
}

func local(n int) []byte {
	b := unsafe.Slice(unsafe.SliceData(make([]byte, n)), n)
	b[0] = 1 // ok: a slice's bytes
	return b
}

//go:linkname nanotime runtime.nanotime
func nanotime() int64 // ok: no map

type header struct{ Data uintptr }

func own(p uintptr) header {
	h := header{Data: p} // ok: a type of one's own
	h.Data = p
	return h
}

func pages(address uintptr, n int) []byte {
	h := reflect.SliceHeader{Data: address, Len: n, Cap: n} // ok: perhaps not the collector's memory
	return *(*[]byte)(unsafe.Pointer(&h))
}

func mapped(p unsafe.Pointer, n int) string {
	var h reflect.StringHeader
	h.Data, h.Len = uintptr(p), n // ok: the same
	return *(*string)(unsafe.Pointer(&h))
}
