// Package evidence shows on a real toolchain what the rule reflect-map-write claims: a walk over a map through reflect
// allocates for each entry, and reads and writes take longer.
package evidence

import (
	"reflect"
	"testing"

	"example.com/evidence/claim"
)

const entries = 100

var total int

func filled() map[string]int {
	m := make(map[string]int, entries)
	for i := 0; i < entries; i++ {
		m[string(rune('a'+i))] = i
	}
	return m
}

func BenchmarkBad(b *testing.B) {
	m := filled()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		v := reflect.ValueOf(m)
		for _, k := range v.MapKeys() {
			total += int(v.MapIndex(k).Int())
		}
	}
}

func BenchmarkGood(b *testing.B) {
	m := filled()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		for _, v := range m {
			total += v
		}
	}
}

func TestAWalkAllocates(t *testing.T) {
	claim.Costs(t, "reading a map of 100 entries", BenchmarkBad, BenchmarkGood, claim.Allocations(entries))
}

func TestWritesTakeLonger(t *testing.T) {
	m := filled()
	reflected := func() {
		v := reflect.ValueOf(m)
		for k, n := range m {
			v.SetMapIndex(reflect.ValueOf(k), reflect.ValueOf(n))
		}
	}
	direct := func() {
		for k, n := range m {
			m[k] = n
		}
	}
	claim.Slower(t, "SetMapIndex, against m[k] = v", reflected, direct, 1.5)
}
