// Package evidence shows on a real toolchain what the rule large-map-value claims: a value of more than 128 bytes is allocated
// for each new key, one of 128 is not; writing to a key that exists allocates nothing, but a change through a copy takes longer
// than one through a pointer.
package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

const keys = 1024

type (
	inTable [128]byte
	apart   [129]byte
	large   struct {
		n    int
		rest [2040]byte
	}
)

func BenchmarkBad(b *testing.B) {
	for i := 0; i < b.N; i++ {
		m := make(map[int]apart, keys)
		for k := 0; k < keys; k++ {
			m[k] = apart{}
		}
	}
}

// BenchmarkGood keeps the values in a slice and their places in the map.
func BenchmarkGood(b *testing.B) {
	for i := 0; i < b.N; i++ {
		values := make([]apart, 0, keys)
		places := make(map[int]int32, keys)
		for k := 0; k < keys; k++ {
			places[k] = int32(len(values))
			values = append(values, apart{})
		}
	}
}

func BenchmarkInTable(b *testing.B) {
	for i := 0; i < b.N; i++ {
		m := make(map[int]inTable, keys)
		for k := 0; k < keys; k++ {
			m[k] = inTable{}
		}
	}
}

func TestEachNewKeyOfALargeValueAllocates(t *testing.T) {
	claim.Costs(t, "1024 new keys, values of 129 bytes, against a slice of values", BenchmarkBad, BenchmarkGood,
		claim.Allocations(50))
	claim.Costs(t, "1024 new keys, values of 129 bytes, against 128", BenchmarkBad, BenchmarkInTable, claim.Allocations(50))
}

func TestOverwritingAllocatesNothing(t *testing.T) {
	m := map[int]large{1: {}}
	got := testing.AllocsPerRun(20, func() {
		v := m[1]
		v.n++
		m[1] = v
	})
	if got != 0 {
		t.Errorf("%v allocations", got)
	}
}

func TestAChangeThroughACopyTakesLonger(t *testing.T) {
	values, pointers := map[int]large{1: {}}, map[int]*large{1: {}}
	copied := func() {
		for i := 0; i < 1000; i++ {
			v := values[1]
			v.n++
			values[1] = v
		}
	}
	pointed := func() {
		for i := 0; i < 1000; i++ {
			pointers[1].n++
		}
	}
	claim.Slower(t, "v := m[k], v.n++, m[k] = v with 2 KB, against m[k].n++ on a pointer", copied, pointed, 3)
}
