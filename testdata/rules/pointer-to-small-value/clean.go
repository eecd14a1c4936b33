package pointertosmallvalue

import (
	"sync"
	"time"
)

type table struct {
	changed  map[int]*point    // ok: changed in place
	absent   map[int]*point    // ok: nil says that there is none
	kept     map[int]*point    // ok: others hold it
	locks    map[int]*guarded  // ok: a lock must not be copied
	texts    map[int]*label    // ok: a string is a pointer
	times    map[int]*stamp    // ok: so is a time's location
	large    map[int]*[9]int64 // ok: larger
	methods  map[int]*point    // ok: a method may change it
	values   map[int]point     // ok: values
	Exported map[int]*point    // ok: others may use it
	fixed    map[string]*point // ok: nothing is added
}

type guarded struct {
	mu sync.Mutex
	n  int
}

type label struct{ text string }

type stamp struct{ at time.Time }

func (t *table) change(id int) {
	t.changed[id] = &point{}
	t.changed[id].x++
}

func (t *table) isAbsent(id int) bool {
	t.absent[id] = &point{}
	return t.absent[id] == nil
}

func (t *table) keep(id int) *point {
	t.kept[id] = &point{}
	return t.kept[id]
}

func (t *table) lock(id int) int {
	t.locks[id] = &guarded{}
	return t.locks[id].n
}

func (t *table) text(id int, text string) string {
	t.texts[id] = &label{text}
	return t.texts[id].text
}

func (t *table) time(id int) time.Time {
	t.times[id] = &stamp{time.Now()}
	return t.times[id].at
}

func (t *table) big(id int) int64 {
	t.large[id] = &[9]int64{}
	return t.large[id][0]
}

func (p *point) move() { p.x++ }

func (t *table) method(id int) {
	t.methods[id] = &point{}
	t.methods[id].move()
}

func (t *table) value(id int) int32 {
	t.values[id] = point{}
	return t.values[id].x
}

func (t *table) exported(id int) int32 {
	t.Exported[id] = &point{}
	return t.Exported[id].x
}

func newTable() *table {
	return &table{fixed: map[string]*point{"a": {1, 2}, "b": {3, 4}}}
}

func (t *table) get(name string) int32 { return t.fixed[name].x }
