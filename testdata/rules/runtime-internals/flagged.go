package runtimeinternals

import (
	"reflect"
	"unsafe"
)

type hmap struct {
	count int
	flags uint8
	b     uint8
}

func buckets(m map[string]int) int {
	h := *(**hmap)(unsafe.Pointer(&m)) // want "`m` is read as a struct: what a map looks like"
	return 1 << h.b
}

type cache struct{ entries map[string]int }

func (c *cache) count() int {
	return (*hmap)(unsafe.Pointer(&c.entries)).count // want "`c.entries` is read as a struct"
}

func bytesOf(s string) []byte {
	old := (*reflect.StringHeader)(unsafe.Pointer(&s))
	h := reflect.SliceHeader{Data: old.Data, Len: old.Len, Cap: old.Len} // want "a reflect.SliceHeader of its own"
	return *(*[]byte)(unsafe.Pointer(&h))
}

func stringAt(b []byte, n int) string {
	var h reflect.StringHeader
	h.Data = uintptr(unsafe.Pointer(&b[0])) // want "a reflect.StringHeader of its own"
	h.Len = n
	return *(*string)(unsafe.Pointer(&h))
}

func upper(s string) {
	b := unsafe.Slice(unsafe.StringData(s), len(s))
	b[0] = 'A'                                          // want "writes to the bytes of a string"
	*unsafe.StringData(s) = 'B'                         // want "writes to the bytes of a string"
	unsafe.Slice(unsafe.StringData(s), len(s))[0] = 'C' // want "writes to the bytes of a string"
}

//go:linkname mapassign runtime.mapassign
func mapassign(t, m, key unsafe.Pointer) unsafe.Pointer // want "go:linkname to `runtime.mapassign`"
