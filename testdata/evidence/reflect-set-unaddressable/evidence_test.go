// Package evidence shows on a real toolchain what the rule reflect-set-unaddressable claims: a value that reflect has a copy of
// cannot be set, nor can an unexported field.
package evidence

import (
	"reflect"
	"testing"

	"example.com/evidence/claim"
)

type record struct {
	N int
	n int
}

func TestCopiesCannotBeSet(t *testing.T) {
	claim.Panics(t, "SetInt on what reflect has a copy of", "reflect: reflect.Value.SetInt using unaddressable value",
		map[string]func(){
			"value":   func() { x := 1; reflect.ValueOf(x).SetInt(2) },
			"field":   func() { reflect.ValueOf(record{}).Field(0).SetInt(2) },
			"array":   func() { reflect.ValueOf([2]int{}).Index(0).SetInt(2) },
			"map":     func() { reflect.ValueOf(map[string]int{"a": 1}).MapIndex(reflect.ValueOf("a")).SetInt(2) },
			"pointer": func() { x := 1; reflect.ValueOf(&x).Elem().SetInt(2); reflect.ValueOf(x).SetInt(3) },
		})
	claim.Panics(t, "SetInt on an unexported field",
		"reflect: reflect.Value.SetInt using value obtained using unexported field",
		map[string]func(){"field": func() { reflect.ValueOf(&record{}).Elem().Field(1).SetInt(2) }})
	if (record{}).n != 0 {
		t.Error("set")
	}
}

func TestWhatCanBeSet(t *testing.T) {
	claim.Fine(t, map[string]func(){
		"pointer": func() { x := 1; reflect.ValueOf(&x).Elem().SetInt(2) },
		"slice":   func() { reflect.ValueOf([]int{1}).Index(0).SetInt(2) },
		"map":     func() { reflect.ValueOf(map[string]int{}).SetMapIndex(reflect.ValueOf("a"), reflect.ValueOf(1)) },
	})
}
