package reflectsetunaddressable

import "reflect"

type point struct {
	X, y int
	Tags [2]string
}

func direct(n int, p point, array [3]int, m map[string]point, any_ *any) {
	reflect.ValueOf(n).SetInt(1)                                // want "holds a copy; pass a pointer"
	reflect.ValueOf(&n).SetInt(1)                               // want "the value is the pointer itself"
	reflect.ValueOf(p).Field(0).SetInt(1)                       // want "holds a copy"
	reflect.ValueOf(p).FieldByName("X").SetInt(1)               // want "holds a copy"
	reflect.ValueOf(array).Index(0).SetInt(1)                   // want "holds a copy"
	reflect.ValueOf(p).Field(2).Index(0).SetString("")          // want "holds a copy"
	reflect.ValueOf(m).MapIndex(reflect.ValueOf("a")).SetZero() // want "gives a copy of the entry"
	reflect.ValueOf(&p).Elem().Field(1).SetInt(1)               // want "the field `y` is not exported"
	reflect.ValueOf(any_).Elem().Elem().SetInt(1)               // want "what an interface holds cannot be set"
}

func variable(p point) {
	v := reflect.ValueOf(p)
	f := v.Field(0)
	f.SetInt(1) // want "holds a copy"
}
