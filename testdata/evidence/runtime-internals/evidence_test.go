// Package evidence shows on a real toolchain what the rule runtime-internals claims: the header of a map that programs copy from
// the runtime's source is not that of maps since Go 1.24, and a constant string cannot be written.
package evidence

import (
	"testing"
	"unsafe"

	"example.com/evidence/claim"
)

// header is how maps began up to Go 1.23, as it stands in many programs.
type header struct {
	count     int
	flags     uint8
	logarithm uint8
}

func TestACopiedHeaderIsNotTheMaps(t *testing.T) {
	right := 0
	const maps = 16
	for n := 0; n < maps; n++ {
		m := make(map[int]int)
		for i := 0; i < 1000; i++ {
			m[i] = i
		}
		// A thousand entries took 2^8 buckets.
		if h := *(**header)(unsafe.Pointer(&m)); h.logarithm == 8 {
			right++
		}
	}
	got, want := "as it was", "as it was"
	if right != maps {
		got = "something else"
	}
	if claim.Minor() >= 24 {
		want = "something else"
	}
	claim.Outcome(t, "the number of buckets, read through a copied map header", got, want)
}

var text = "constant"

func TestAConstantStringCannotBeWritten(t *testing.T) {
	write := func(s string) func() {
		return func() {
			header := (*struct {
				data *byte
				size int
			})(unsafe.Pointer(&s))
			*header.data = 'C'
		}
	}
	claim.Ends(t, "a write to the bytes of a constant string, and of one that was made", "unexpected fault address",
		write(text), write(string([]byte(text))))
}
