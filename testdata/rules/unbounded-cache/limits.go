package unboundedcache

import "net/http"

type store struct{ seen map[string]bool }

var theStore = store{seen: map[string]bool{}}

func useStore(w http.ResponseWriter, r *http.Request) {
	theStore.seen[r.URL.Path] = true // todo want: a field of a package-level value
}

var warned = map[string]bool{}

func WarnOnce(message string) {
	if !warned[message] {
		warned[message] = true // todo want: a set of keys that a caller may choose freely
	}
}
