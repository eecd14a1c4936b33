// Package evidence shows on a real toolchain what the rule large-map-value claims: a value of more than 128 bytes is allocated
// for each new key, one of 128 is not; writing to a key that exists allocates nothing. The benchmarks show what the update through a copy costs
// beside the one through a pointer.
package evidence

import "testing"

const keys = 1024

type (
	inTable [128]byte
	apart   [129]byte
	large   struct {
		n    int
		rest [2040]byte
	}
)

func allocations(f func()) float64 { return testing.AllocsPerRun(20, f) }

func TestEachNewKeyOfALargeValueAllocates(t *testing.T) {
	small := allocations(func() {
		m := make(map[int]inTable, keys)
		for i := 0; i < keys; i++ {
			m[i] = inTable{}
		}
	})
	if small > keys/10 {
		t.Errorf("128 bytes: %v allocations for %d keys", small, keys)
	}
	big := allocations(func() {
		m := make(map[int]apart, keys)
		for i := 0; i < keys; i++ {
			m[i] = apart{}
		}
	})
	if big < keys {
		t.Errorf("129 bytes: %v allocations for %d keys", big, keys)
	}
	list := allocations(func() {
		values := make([]apart, 0, keys)
		index := make(map[int]int32, keys)
		for i := 0; i < keys; i++ {
			index[i] = int32(len(values))
			values = append(values, apart{})
		}
	})
	if list > keys/10 {
		t.Errorf("a slice and indices: %v allocations for %d keys", list, keys)
	}
}

func TestOverwritingAllocatesNothing(t *testing.T) {
	m := map[int]large{1: {}}
	got := allocations(func() {
		v := m[1]
		v.n++
		m[1] = v
	})
	if got != 0 {
		t.Errorf("%v allocations", got)
	}
}

func BenchmarkCopyChangeStore(b *testing.B) {
	m := map[int]large{1: {}}
	for i := 0; i < b.N; i++ {
		v := m[1]
		v.n++
		m[1] = v
	}
}

func BenchmarkThroughPointer(b *testing.B) {
	m := map[int]*large{1: {}}
	for i := 0; i < b.N; i++ {
		m[1].n++
	}
}
