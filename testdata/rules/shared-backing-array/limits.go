package sharedbackingarray

type table struct{ byKey map[string][]int }

func (t *table) reset(keys []string) {
	empty := make([]int, 0, 8)
	for _, key := range keys {
		t.byKey[key] = empty
	}
}

func (t *table) add(key string, n int) {
	t.byKey[key] = append(t.byKey[key], n) // todo want: another function stores one slice under all keys
}
