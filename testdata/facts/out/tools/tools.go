package tools

func Put(m map[string]int, name string) { put(m, name) }

func put(m map[string]int, name string) { m[name]++ }

func IsNil(m map[string]int) bool { return m == nil }

var kept map[string]int

func Keep(m map[string]int) { kept = m }
