package unboundedcache

import "net/http"

var warned = map[string]bool{}

func WarnOnce(message string) {
	if !warned[message] {
		warned[message] = true // todo want: a set of keys that a caller may choose freely
	}
}

type embedded struct{ seen map[string]bool }

type outer struct{ *embedded }

var theOuter = outer{&embedded{map[string]bool{}}}

func useOuter(w http.ResponseWriter, r *http.Request) {
	theOuter.seen[r.URL.Path] = true // todo want: held through a pointer, which is never set again
}
