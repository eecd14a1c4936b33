// Package evidence shows on a real toolchain what the rule subslice-retention claims: a short slice of a large buffer keeps the
// whole buffer, a copy does not; nor does a full slice expression help.
package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

const (
	buffers = 100
	size    = 64 << 10
)

// heads returns what is kept of a hundred buffers.
func heads(head func(buffer []byte) []byte) func() interface{} {
	return func() interface{} {
		kept := map[int][]byte{}
		for i := 0; i < buffers; i++ {
			kept[i] = head(make([]byte, size))
		}
		return kept
	}
}

func bad(buffer []byte) []byte { return buffer[:16] }

func good(buffer []byte) []byte { return append([]byte(nil), buffer[:16]...) }

func TestTheWholeBufferStays(t *testing.T) {
	claim.Holds(t, "16 bytes of each of 100 buffers of 64 KB", heads(bad), heads(good), 50)
}

func TestFullSliceExpressionsDoNotHelp(t *testing.T) {
	held := claim.Held(heads(func(buffer []byte) []byte { return buffer[:16:16] }))
	if held < buffers*size {
		t.Errorf("%d bytes are held", held)
	}
}

func TestTheWholeStringStays(t *testing.T) {
	strings := func(head func(s string) string) func() interface{} {
		return func() interface{} {
			kept := map[int]string{}
			for i := 0; i < buffers; i++ {
				kept[i] = head(string(make([]byte, size)))
			}
			return kept
		}
	}
	claim.Holds(t, "16 bytes of each of 100 strings of 64 KB",
		strings(func(s string) string { return s[:16] }),
		strings(func(s string) string { return string([]byte(s[:16])) }), 50)
}

func TestSlicesThatAreShortenedAtTheFrontKeepWhatTheyHeld(t *testing.T) {
	type item [size]byte
	queue := func(drop func(q []*item) []*item) func() interface{} {
		return func() interface{} {
			q := make([]*item, buffers)
			for i := range q {
				q[i] = new(item)
			}
			for len(q) > 1 {
				q = drop(q)
			}
			return q
		}
	}
	claim.Holds(t, "a queue of 100 pointers to 64 KB after 99 were taken out",
		queue(func(q []*item) []*item { return q[1:] }),
		queue(func(q []*item) []*item { q[0] = nil; return q[1:] }), 20)
}
