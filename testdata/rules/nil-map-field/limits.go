package nilmapfield

type registry struct{ all map[string]*cache }

func storedElsewhere() {
	c := &cache{}
	r := registry{all: map[string]*cache{"c": c}}
	println(len(r.all))
	c.items["a"] = 1 // todo want: once stored, a value is not followed
}
