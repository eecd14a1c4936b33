package unboundedcache

import (
	"net/http"
	"reflect"
	"sync"
)

var deleted = map[string]int{}

func useDeleted(w http.ResponseWriter, r *http.Request) {
	deleted[r.URL.Path]++ // ok: forget deletes
}

func forget(path string) { delete(deleted, path) }

var limited = map[string]int{}

func useLimited(w http.ResponseWriter, r *http.Request) {
	if len(limited) < 100 {
		limited[r.URL.Path]++ // ok: bounded by its length
	}
}

var replaced = map[string]int{}

func useReplaced(w http.ResponseWriter, r *http.Request) {
	replaced[r.URL.Path]++ // ok: rotate replaces it
}

func rotate() { replaced = map[string]int{} }

var swept sync.Map

func useSwept(w http.ResponseWriter, r *http.Request) {
	swept.Store(r.URL.Path, 1) // ok: sweep deletes
}

func sweep() {
	swept.Range(func(k, _ any) bool {
		swept.Delete(k)
		return true
	})
}

var passedOn = map[string]int{}

func usePassed(w http.ResponseWriter, r *http.Request) {
	passedOn[r.URL.Path]++ // ok: trim gets the map
	trim(passedOn)
}

func trim(m map[string]int) { clear(m) }

// Exported may be emptied by other packages.
var Exported = map[string]int{}

func useExported(w http.ResponseWriter, r *http.Request) {
	Exported[r.URL.Path]++ // ok: exported
}

var drivers = map[string]func() int{}

func Register(name string, driver func() int) {
	if _, ok := drivers[name]; ok {
		panic("twice")
	}
	drivers[name] = driver // ok: a registry
}

var atStart = map[string]int{}

func init() { load([]string{"a", "b"}) }

func load(names []string) {
	for _, name := range names {
		if n, ok := atStart[name]; !ok {
			atStart[name] = shortLength(name) + n // ok: filled at start
		}
	}
}

func shortLength(s string) int { return min(len(s), 8) }

var byType sync.Map

func fieldsOf(v any) int {
	t := reflect.TypeOf(v)
	if n, ok := byType.Load(t); ok {
		return n.(int)
	}
	n := t.NumField()
	byType.Store(t, n) // ok: there are only so many types
	return n
}

type color string

const (
	red  color = "red"
	blue color = "blue"
)

var byColor = map[color]string{}

func Paint(c color) string {
	if s, ok := byColor[c]; ok {
		return s
	}
	s := shorten(string(c) + string(red+blue))
	byColor[c] = s // ok: an enumeration
	return s
}

var byMethod = map[string]int{}

func countMethod(w http.ResponseWriter, r *http.Request) {
	byMethod[r.Method]++ // ok: there are only so many methods
	byMethod["all"]++    // ok: a constant
}

var byName = map[string]string{}

func named(name string) string {
	if s, ok := byName[name]; ok {
		return s
	}
	s := shorten(name)
	byName[name] = s // ok: all calls pass constants
	return s
}

func names() string { return named("a") + named("b") }

func local(r *http.Request) int {
	m := map[string]int{}
	m[r.URL.Path]++ // ok: a local map
	return len(m)
}

var byRoute = map[string]int{}

func routeOf(path string) string {
	if path == "/" {
		return "root"
	}
	return "other"
}

func countRoute(w http.ResponseWriter, r *http.Request) {
	byRoute[routeOf(r.URL.Path)]++ // ok: there are only so many routes
}

type routeKey struct{}

var byPattern = map[string]int{}

func countPattern(w http.ResponseWriter, r *http.Request) {
	if name, ok := r.Context().Value(routeKey{}).(string); ok {
		byPattern[name]++ // ok: what a context holds is not known
	}
	byPattern[r.Pattern]++ // ok: there are only so many patterns
}
