// Package evidence shows on a real toolchain what the rule slice-of-maps claims: a record kept as a map allocates for each
// record and field, a struct does not.
package evidence

import (
	"testing"

	"example.com/evidence/claim"
)

const records = 1000

type record struct {
	id   int
	name string
	age  int
}

var (
	maps    []map[string]interface{}
	structs []record
)

func BenchmarkBad(b *testing.B) {
	for i := 0; i < b.N; i++ {
		maps = make([]map[string]interface{}, 0, records)
		for k := 0; k < records; k++ {
			maps = append(maps, map[string]interface{}{"id": 1000 + k, "name": "name", "age": 1000 + k})
		}
	}
}

func BenchmarkGood(b *testing.B) {
	for i := 0; i < b.N; i++ {
		structs = make([]record, 0, records)
		for k := 0; k < records; k++ {
			structs = append(structs, record{id: 1000 + k, name: "name", age: 1000 + k})
		}
	}
}

func TestEachRecordAllocates(t *testing.T) {
	claim.Costs(t, "1000 records of three fields", BenchmarkBad, BenchmarkGood, claim.Allocations(2*records), claim.Bytes(5))
}
