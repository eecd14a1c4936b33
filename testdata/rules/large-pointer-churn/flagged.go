package largepointerchurn

import "time"

type window struct{ requests [60]int }

type stats struct {
	windows map[string]*window
	recent  map[int]*window
	perHour map[int]*window
}

func newStats() *stats {
	return &stats{windows: make(map[string]*window), recent: map[int]*window{0: {}}}
}

func (s *stats) resetAll() {
	for route := range s.windows {
		s.windows[route] = &window{} // want "`s.windows\[route\]` holds a largepointerchurn.window already: each turn allocates 480 bytes"
	}
}

func (s *stats) resetSome(hours []int) {
	for _, hour := range hours {
		if _, ok := s.recent[hour]; ok {
			s.recent[hour] = new(window) // want "480 bytes"
		}
		if s.recent[hour] == nil {
			continue
		} else if s.recent[hour] != nil && hour > 12 {
			s.recent[hour] = &window{} // want "480 bytes"
		}
	}
}

func (s *stats) resetOld(hours []int) {
	for _, hour := range hours {
		old, ok := s.perHour[hour]
		if ok && old.requests[0] > 0 {
			s.perHour[hour] = &window{requests: old.requests} // want "480 bytes"
		}
	}
}

func (s *stats) total(hour int) (total int) {
	for _, w := range []*window{s.recent[hour], s.perHour[hour]} {
		if w != nil {
			total += w.requests[0]
		}
	}
	return total + len(s.windows)
}

func (s *stats) add(route string, hour int) {
	w := s.windows[route]
	if w == nil {
		w = &window{}
		s.windows[route] = w
	}
	w.requests[hour]++
}

var latest = map[string]*window{}

func publish(second int) {
	for range time.Tick(time.Second) {
		latest["now"] = &window{} // want "480 bytes"
		latest["now"].requests[second]++
	}
}
