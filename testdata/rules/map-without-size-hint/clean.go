package mapwithoutsizehint

func sized(users []user) map[int]user {
	m := make(map[int]user, len(users)) // ok: sized
	for _, u := range users {
		m[u.id] = u
	}
	return m
}

func filtered(users []user) map[int]user {
	m := make(map[int]user) // ok: not every element
	for _, u := range users {
		if u.id > 0 {
			m[u.id] = u
		}
	}
	return m
}

func skipped(users []user) map[int]user {
	m := make(map[int]user) // ok: not every element
	for _, u := range users {
		if u.id < 0 {
			continue
		}
		m[u.id] = u
	}
	return m
}

func stopped(users []user) (map[int]user, bool) {
	m := make(map[int]user) // ok: may end early
	for _, u := range users {
		m[u.id] = u
		if u.name == "" {
			return nil, false
		}
	}
	return m, true
}

func counts(words []string) map[string]int {
	m := make(map[string]int) // ok: counts
	for _, w := range words {
		m[w]++
	}
	return m
}

func groups(users []user) map[string][]user {
	m := make(map[string][]user) // ok: groups
	for _, u := range users {
		m[u.name] = append(m[u.name], u)
	}
	return m
}

func buckets(users []user) map[int]user {
	m := make(map[int]user) // ok: ten keys
	for _, u := range users {
		m[u.id%10] = u
	}
	return m
}

func constant() map[int]int {
	m := make(map[int]int) // ok: eight entries
	for i := 0; i < 8; i++ {
		m[i] = i
	}
	for _, k := range []int{1, 2, 3} {
		m[k] = k
	}
	return m
}

func flags(users []user) map[bool]user {
	m := make(map[bool]user) // ok: two keys
	for _, u := range users {
		m[u.id > 0] = u
	}
	return m
}

func received(c chan user) map[int]user {
	m := make(map[int]user) // ok: length unknown
	for u := range c {
		m[u.id] = u
	}
	return m
}

func called(load func() []user) map[int]user {
	m := make(map[int]user) // ok: the length has no name
	for _, u := range load() {
		m[u.id] = u
	}
	return m
}

func earlier(users []user) map[int]user {
	m := make(map[int]user) // ok: used before the loop
	m[0] = user{}
	for _, u := range users {
		m[u.id] = u
	}
	return m
}

func twice(users []user) map[int]user {
	m := make(map[int]user) // ok: two inserts
	for _, u := range users {
		m[u.id] = u
		m[-u.id] = u
	}
	return m
}

func nested(lists []list) map[int]user {
	m := make(map[int]user) // ok: an inner loop inserts
	for _, l := range lists {
		for _, u := range l.users {
			m[u.id] = u
		}
	}
	return m
}
