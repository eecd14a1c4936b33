// Package evidence shows on a real toolchain what the rule large-pointer-churn claims: storing a new pointer under a key that
// exists allocates the whole value, writing through the pointer that is there allocates nothing.
package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

type window struct{ requests [60]int }

const routes = 100

func filled() map[int]*window {
	m := make(map[int]*window, routes)
	for i := 0; i < routes; i++ {
		m[i] = &window{}
	}
	return m
}

func BenchmarkBad(b *testing.B) {
	m := filled()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		for k := range m {
			m[k] = &window{}
		}
	}
}

func BenchmarkGood(b *testing.B) {
	m := filled()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		for _, w := range m {
			*w = window{}
		}
	}
}

func TestNewPointersAllocateInEachTurn(t *testing.T) {
	claim.Costs(t, "emptying 100 values of 480 bytes behind the pointers of a map", BenchmarkBad, BenchmarkGood,
		claim.Allocations(routes), claim.Bytes(routes*480))
}
