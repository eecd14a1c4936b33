package reflectsetunaddressable

import "reflect"

func helper(v reflect.Value) { v.SetInt(1) }

func handedOn(n int) {
	helper(reflect.ValueOf(n)) // todo want "holds a copy"
}
