package unboundedcache

var warned = map[string]bool{}

func WarnOnce(message string) {
	if !warned[message] {
		warned[message] = true // todo want: a set of keys that a caller may choose freely
	}
}
