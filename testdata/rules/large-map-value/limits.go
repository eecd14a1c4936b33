package largemapvalue

func declaredBefore(m map[string]stats, ids []string) {
	var s stats
	for _, id := range ids {
		s = m[id]
		s.n++
		m[id] = s // todo want: only declarations are followed
	}
}

func repeatedKeys(ids []string) map[string]stats {
	m := map[string]stats{}
	for range 2 {
		for i, id := range ids {
			m[id] = stats{n: i} // todo ok: the second round writes to keys that exist
		}
	}
	return m
}
