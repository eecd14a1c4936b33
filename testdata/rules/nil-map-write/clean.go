package nilmapwrite

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"sync"
	_ "unsafe" // for go:linkname
)

func made() {
	var m map[string]int
	m = make(map[string]int)
	m["a"] = 1 // ok: made
	n := map[string]int{}
	n["a"] = 1 // ok: a literal
}

func lazy(words []string) map[string]int {
	var m map[string]int
	for _, word := range words {
		if m == nil {
			m = make(map[string]int)
		}
		m[word]++ // ok: made at first use
	}
	return m
}

func madeInLoop(words []string) {
	var m map[string]int
	for i, word := range words {
		if i > 0 {
			m[word] = i // ok: the iteration before made it
		}
		m = map[string]int{}
	}
}

func guarded(k string) {
	var m map[string]int
	if m != nil {
		m[k] = 1 // ok: not reached with a nil map
	}
	if len(m) > 0 {
		m[k] = 2 // ok: not reached with a nil map
	}
	if _, ok := m[k]; ok {
		m[k] = 3 // ok: not reached with a nil map
	}
	if v := m[k]; v != 0 {
		m[k] = 4 // ok: not reached with a nil map
	}
	for k := range m {
		m[k] = 5 // ok: not reached with a nil map
	}
	for i := 0; i < len(m); i++ {
		m[k] = 6 // ok: not reached with a nil map
	}
	switch {
	case m[k] == 7:
		m[k] = 7 // ok: not reached with a nil map
	}
	switch m[k] {
	case 8:
		m[k] = 8 // ok: not reached with a nil map
	}
	if 0 < len(m) && k != "" {
		m[k] = 9 // ok: not reached with a nil map
	}
}

func dependent(k string) {
	var m map[string]*int
	p := m[k]
	isThere := p != nil && *p > 0
	if isThere {
		m[k] = nil // ok: not reached with a nil map
	}
}

func parameter(m map[string]int) {
	m["a"] = 1 // ok: the caller's
}

func parameterChecked(m map[string]int) {
	if m == nil {
		m = map[string]int{}
	}
	m["a"] = 1 // ok: made where it was nil
}

func logged(m map[string]int) {
	if m == nil {
		println("no map")
	}
	m["a"] = 1 // ok: nil on one way only
}

func some(words []string) map[string]int {
	if len(words) == 0 {
		return nil
	}
	return map[string]int{}
}

func fromSome(words []string) {
	m := some(words)
	m["a"] = 1 // ok: made for some arguments
}

func byAddress(data []byte) {
	var m, n map[string]int
	if err := json.Unmarshal(data, &m); err != nil {
		return
	}
	m["a"] = 1 // ok: the decoder makes it
	p := &n
	*p = map[string]int{}
	n["a"] = 1 // ok: made through its address
}

func makeIt(m *map[string]int) { *m = map[string]int{} }

func byCall() {
	var m map[string]int
	makeIt(&m)
	m["a"] = 1 // ok: the function makes it
}

func byClosure() {
	var m map[string]int
	reset := func() { m = map[string]int{} }
	reset()
	m["a"] = 1 // ok: the closure makes it
}

func once() {
	var m map[string]int
	var guard sync.Once
	guard.Do(func() { m = map[string]int{} })
	m["a"] = 1 // ok: the closure makes it
}

func conditional(verbose bool) {
	var m map[string]int
	if verbose {
		m = map[string]int{}
	}
	if verbose {
		m["a"] = 1 // ok: the same condition made it
	}
}

func bySwitch(kind int) {
	var m map[int]int
	switch kind {
	case 1:
		m = map[int]int{}
		fallthrough
	case 2:
		m[kind] = 1 // ok: nil on one way only
	}
}

func expected() (caught any) {
	defer func() { caught = recover() }()
	var m map[string]int
	m["a"] = 1 // ok: the panic is wanted
	return nil
}

func nested(a, b string) {
	table := map[string]map[string]int{}
	if table[a] == nil {
		table[a] = map[string]int{}
	}
	table[a][b] = 1 // ok: made when missing
	more := make(map[string]map[string]int)
	if _, ok := more[a]; !ok {
		more[a] = make(map[string]int)
	}
	more[a][b]++ // ok: made when missing
	full := map[string]map[string]int{"a": {}}
	full["a"][b] = 1 // ok: the literal makes it
	for k := range full {
		full[k][b] = 2 // ok: only entries that are there
	}
}

func nestedCopied(from map[string]map[string]int, a, b string) {
	table := make(map[string]map[string]int)
	maps.Copy(table, from)
	table[a][b] = 1 // ok: entries from elsewhere
}

func nestedRange(b string) {
	table := make(map[string]map[string]int)
	for k := range table {
		table[k][b] = 1 // ok: nothing to range over
	}
}

func never(k string) {
	var m map[string]int
	if m == nil {
		os.Exit(1)
	}
	m[k] = 1 // ok: not reached with a nil map
}

func deadCode(k string) {
	m := map[string]int{}
	if m == nil {
		m[k] = 1 // ok: not reached
	}
	return
	m = nil
	m[k] = 1 // ok: not reached
}

func shadowed() {
	var m map[string]int
	{
		m := map[string]int{}
		m["a"] = 1 // ok: another variable
	}
	_ = m
}

type value struct{ m map[string]int }

func (v *value) Set(string) error { v.m = map[string]int{}; return nil }
func (v *value) String() string   { return "" }

func flags() {
	var v value
	flag.Var(&v, "v", "")
	flag.Parse()
	v.m["a"] = 1 // ok: flag.Parse makes it
}

func generic[K comparable, M ~map[K]int](k K) {
	var m M
	m[k] = 1 // ok: type parameters are not followed
}

func ranged(all map[string]map[string]int) {
	for _, m := range all {
		m["a"] = 1 // ok: not known
	}
	var m map[string]int
	for _, m = range all {
		m["b"] = 1 // ok: not known
	}
}

func typeSwitched(v any) {
	switch m := v.(type) {
	case map[string]int:
		m["a"] = 1 // ok: not known
	}
}

func neverWithCall(k string) {
	var m map[string]int
	ok := m != nil && add(m, k)
	_ = ok
}

func add(m map[string]int, k string) bool {
	m[k] = 1 // ok: called with a map only
	return true
}

var byInit map[string]int

func init() { byInit = map[string]int{} }

func useInit() {
	byInit["a"] = 1 // ok: made by init
}

var Exported map[string]int

func useExported() {
	Exported["a"] = 1 // ok: other packages may make it
}

var lazyTable map[string]int

func useLazy() {
	if lazyTable == nil {
		lazyTable = make(map[string]int)
	}
	lazyTable["a"] = 1 // ok: made at first use
}

var throughPointers map[string]int

func usePointer() {
	p := &throughPointers
	*p = map[string]int{}
	throughPointers["a"] = 1 // ok: made through its address
}

var checkedOnly map[string]int

func useChecked() {
	if checkedOnly != nil {
		checkedOnly["a"] = 1 // ok: never reached
	}
}

//go:linkname linked example.com/other.table
var linked map[string]int

func useLinked() {
	linked["a"] = 1 // ok: another package's variable, which may make it
}

// The hook makes the map again.
func collectAgain(each func(visit func(string), again func())) int {
	found := map[string]bool{}
	each(func(k string) {
		found[k] = true // ok: the other callback makes it anew
	}, func() {
		found = map[string]bool{}
	})
	return len(found)
}

// Dropped when all is done.
func collectOnce(each func(visit func(string))) int {
	found := map[string]bool{}
	each(func(k string) {
		found[k] = true // ok: the nil comes after the call
	})
	n := len(found)
	found = nil
	return n
}
