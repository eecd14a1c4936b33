// Package evidence shows on a real toolchain what the rule remake-instead-of-clear claims: a map that is made anew to empty it
// allocates its table again, one that is cleared keeps it.
package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

type index struct{ m map[int]int }

func (x *index) remake() { x.m = make(map[int]int) }

// clear is what the compiler makes of the builtin function too, which Go has since 1.21.
func (x *index) clear() {
	for k := range x.m {
		delete(x.m, k)
	}
}

func refill(b *testing.B, entries int, empty func(x *index)) {
	x := &index{m: map[int]int{}}
	fill := func() {
		for i := 0; i < entries; i++ {
			x.m[i] = i
		}
	}
	fill()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		empty(x)
		fill()
	}
}

func BenchmarkBad(b *testing.B)     { refill(b, 1000, (*index).remake) }
func BenchmarkGood(b *testing.B)    { refill(b, 1000, (*index).clear) }
func BenchmarkBadFew(b *testing.B)  { refill(b, 8, (*index).remake) }
func BenchmarkGoodFew(b *testing.B) { refill(b, 8, (*index).clear) }

func TestANewTableIsAllocated(t *testing.T) {
	claim.Costs(t, "emptying and refilling 1000 entries", BenchmarkBad, BenchmarkGood, claim.Allocations(5), claim.Bytes(50))
	claim.Costs(t, "emptying and refilling 8 entries", BenchmarkBadFew, BenchmarkGoodFew, claim.Allocations(1))
}
