package reflectmapwrite

import "reflect"

func unknown(m any, v reflect.Value) int {
	n := len(reflect.ValueOf(m).MapKeys()) // ok: any map
	return n + len(v.MapKeys())            // ok: any map
}

func generic[M ~map[K]V, K comparable, V any](m M) int {
	return len(reflect.ValueOf(m).MapKeys()) // ok: any map
}

func other(m map[string]int) int {
	return reflect.ValueOf(m).Len() // ok: no entry is touched
}

func changed(m map[string]int, x any) int {
	v := reflect.ValueOf(m)
	if x != nil {
		v = reflect.ValueOf(x)
	}
	return len(v.MapKeys()) // ok: may be another
}

type walk struct{ entries *reflect.MapIter }

func kept(m map[string]int) *walk {
	return &walk{entries: reflect.ValueOf(m).MapRange()} // ok: stepped later, which range cannot do
}

func handedOn(m map[string]int, step func(*reflect.MapIter) bool) {
	entries := reflect.ValueOf(m).MapRange() // ok: stepped by another
	for step(entries) {
	}
}
