package largepointerchurn

func filledBefore(routes []string) int {
	m := map[string]*window{}
	for _, route := range routes {
		m[route] = &window{}
	}
	for _, route := range routes {
		m[route] = &window{} // todo want: the same keys as in the loop before
	}
	return len(m)
}

type pool struct{ windows map[string]*window }

func inspect(w *window) int { return w.requests[0] }

func (p *pool) reset() (total int) {
	for route, w := range p.windows {
		total += inspect(w)
		p.windows[route] = &window{} // todo want: inspect does not keep its argument
	}
	return total
}
