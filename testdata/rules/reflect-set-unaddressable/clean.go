package reflectsetunaddressable

import "reflect"

func set(n int, p point, list []int, m map[string]*point, x any, array [3]int) {
	reflect.ValueOf(&n).Elem().SetInt(1)                                        // ok: through a pointer
	reflect.ValueOf(&p).Elem().Field(0).SetInt(1)                               // ok: an exported field
	reflect.ValueOf(&p).Elem().FieldByName("Tags").Index(0).SetString("")       // ok: an array in it
	reflect.ValueOf(list).Index(0).SetInt(1)                                    // ok: an element of a slice
	reflect.ValueOf(&array).Elem().Index(0).SetInt(1)                           // ok: through a pointer
	reflect.ValueOf(m).SetMapIndex(reflect.ValueOf("a"), reflect.ValueOf(&p))   // ok: maps are set by key
	reflect.ValueOf(m).MapIndex(reflect.ValueOf("a")).Elem().Field(0).SetInt(1) // ok: what the entry points to
	reflect.ValueOf(x).SetInt(1)                                                // ok: not known
	reflect.ValueOf(x).Elem().SetInt(1)                                         // ok: not known
	reflect.ValueOf(&x).Elem().Set(reflect.ValueOf(1))                          // ok: the interface itself
}

func asked(p point) {
	v := reflect.ValueOf(p)
	if v.CanSet() {
		v.Field(0).SetInt(1) // ok: asked before
	}
	f := reflect.ValueOf(p).Field(0)
	if f.CanSet() {
		f.SetInt(1) // ok: asked before
	}
}

func reassigned(p *point) {
	v := reflect.ValueOf(p)
	if v.Kind() == reflect.Ptr {
		v = v.Elem()
	}
	v.Field(0).SetInt(1) // ok: changed on the way
}

func generic[T any](x T) {
	reflect.ValueOf(x).SetInt(1) // ok: T may be anything
}

func panics(n int) (err any) {
	defer func() { err = recover() }()
	reflect.ValueOf(n).SetInt(1) // ok: the panic is caught
	return nil
}

type value struct{}

func (value) SetInt(int64) {}

func own(v value) { v.SetInt(1) } // ok: another type

type guarded struct{ n int }

func fieldAskedFirst(a guarded) {
	v := reflect.ValueOf(a)
	if v.Field(0).CanSet() {
		v.Field(0).SetInt(2) // ok: it never comes here
	}
}
