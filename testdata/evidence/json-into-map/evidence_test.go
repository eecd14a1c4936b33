// Package evidence shows on a real toolchain what the rule json-into-map claims: decoding into a map allocates more than
// decoding into a struct of the fields that are read, and rounds large numbers.
package evidence

import (
	"encoding/json"
	"strconv"
	"testing"

	"example.com/evidence/claim"
)

var document = []byte(`{"id": 9007199254740993, "name": "a name", "tags": ["a", "b", "c"], "owner": {"name": "another", "age": 42},
	"active": true, "score": 1.5}`)

type record struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func BenchmarkBad(b *testing.B) {
	for i := 0; i < b.N; i++ {
		var m map[string]interface{}
		if err := json.Unmarshal(document, &m); err != nil || m["name"] != "a name" {
			b.Fatal(err)
		}
	}
}

func BenchmarkGood(b *testing.B) {
	for i := 0; i < b.N; i++ {
		var r record
		if err := json.Unmarshal(document, &r); err != nil || r.Name != "a name" {
			b.Fatal(err)
		}
	}
}

func TestMapsAllocateMore(t *testing.T) {
	claim.Costs(t, "decoding an object of six fields to read two", BenchmarkBad, BenchmarkGood, claim.Allocations(2), claim.Bytes(1.5))
}

func TestLargeNumbersAreRounded(t *testing.T) {
	var m map[string]interface{}
	var r record
	if err := json.Unmarshal(document, &m); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(document, &r); err != nil {
		t.Fatal(err)
	}
	claim.Outcomes(t, "9007199254740993 comes out as",
		strconv.FormatInt(int64(m["id"].(float64)), 10), "9007199254740992", strconv.FormatInt(r.ID, 10), "9007199254740993")
}
