package reflectmapwrite

import "reflect"

type table map[string]int

func direct(m map[string]int, t table, k string) {
	reflect.ValueOf(m).SetMapIndex(reflect.ValueOf(k), reflect.ValueOf(1)) // want "does what SetMapIndex does without asking"
	println(reflect.ValueOf(t).MapIndex(reflect.ValueOf(k)).Int())         // want "`t` is a reflectmapwrite.table: `t.key.` does what MapIndex does"
	for _, key := range reflect.ValueOf(m).MapKeys() {                     // want "does what MapKeys does"
		println(key.String())
	}
}

func variable(m map[string]int) {
	v := reflect.ValueOf(m)
	for it := v.MapRange(); it.Next(); { // want "does what MapRange does"
		println(it.Key().String())
	}
}
