package mapwithoutsizehint

type user struct {
	id   int
	name string
}

func byID(users []user) map[int]user {
	m := make(map[int]user) // want low "`m` grows while the loop fills it: a thousand entries move to a larger table 8 times, which takes 160 to 167 kB in all in place of 82 kB; make it with the size `len\(users\)`$"
	for _, u := range users {
		m[u.id] = u
	}
	return m
}

func positions(words []string) map[string]int {
	m := map[string]int{} // want low "the size `len\(words\)`"
	for i, w := range words {
		m[w] = i
	}
	return m
}

func inverted(m map[string]int) map[int]string {
	var inverse = make(map[int]string) // want low "the size `len\(m\)`"
	for k, v := range m {
		inverse[v] = k
	}
	return inverse
}

func copied(m map[string][]int) map[string]int {
	lengths := make(map[string]int) // want low "the size `len\(m\)`"
	for k, v := range m {
		lengths[k] = len(v)
	}
	return lengths
}

type list struct{ users []user }

func (l *list) squares(n int) (map[int]int, map[int]string) {
	squares := make(map[int]int) // want low "the size `n`"
	for i := 0; i < n; i++ {
		squares[i] = i * i
	}
	names := make(map[int]string) // want low "the size `len\(l.users\)`"
	for i := 0; i < len(l.users); i++ {
		names[l.users[i].id] = l.users[i].name
	}
	return squares, names
}

func counted(n int) map[int]int {
	m := make(map[int]int) // want low "the size `n`"
	for i := range n {
		m[i] = -i
	}
	return m
}

func loaded(load func() []user) map[int]user {
	m := make(map[int]user) // want low "the size `len\(users\)`, after that is known"
	users := load()
	for _, u := range users {
		m[u.id] = u
	}
	return m
}

func set(words []string) map[string]struct{} {
	m := make(map[string]struct{}) // want low "the size `len\(words\)`"
	for _, w := range words {
		m[w] = struct{}{}
	}
	return m
}

func (u user) clone() *user {
	for range u.name {
		u.id++
	}
	return &u
}

func cloned(users []user) map[int]*user {
	m := make(map[int]*user) // want low "the size `len\(users\)`"
	for _, u := range users {
		m[u.id] = u.clone()
	}
	return m
}

func guarded(l *list) map[int]user {
	m := make(map[int]user) // want low "the size `len\(l.users\)`, after that is known"
	if l == nil {
		return nil
	}
	for _, u := range l.users {
		m[u.id] = u
	}
	return m
}

func unguarded(l *list) map[int]user {
	m := make(map[int]user) // want low "the size `len\(l.users\)`$"
	n := 0
	for _, u := range l.users {
		m[u.id] = u
		n++
	}
	return m
}

type registry struct{ users map[string]user }

func (r *registry) add(u user) { r.users[u.name] = u }

func (r *registry) snapshot() map[string]user {
	m := make(map[string]user) // want low "the size `len\(r.users\)`"
	for name, u := range r.users {
		m[name] = u
	}
	return m
}

func known(names [40]string) map[string]int {
	m := make(map[string]int) // want "the size `len\(names\)`"
	for i, name := range names {
		m[name] = i
	}
	return m
}
