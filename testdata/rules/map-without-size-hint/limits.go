package mapwithoutsizehint

type index struct{ byID map[int]user }

func newIndex(users []user) *index {
	x := &index{byID: make(map[int]user)} // todo want "grows while the loop fills it"
	for _, u := range users {
		x.byID[u.id] = u
	}
	return x
}

func mostly(users []user) map[int]string {
	m := make(map[int]string) // todo want "grows while the loop fills it"
	for _, u := range users {
		if u.name != "" {
			m[u.id] = u.name
		} else {
			m[u.id] = "nobody"
		}
	}
	return m
}
