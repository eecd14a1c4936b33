// Package metrics sums up how long requests take.
package metrics

import (
	"sync"
	"time"
)

// Latency is all that is known about one route since the start.
type Latency struct {
	Count, Slow uint64
	Total, Max  time.Duration
	Buckets     [20]uint64
}

// Load is how busy a route is at the moment.
type Load struct {
	Running, Peak uint32
	Total         uint64
}

// Window is one minute of a route, in steps of a second.
type Window struct {
	Requests [60]uint32
	Failures [60]uint32
}

// Mark is the first and last second of a route's minute that saw a request.
type Mark struct {
	First, Last int
}

// Aggregator collects the figures of all routes. It is safe for concurrent use.
type Aggregator struct {
	mu      sync.Mutex
	latency map[string]Latency
	slowest map[string]*Latency
	load    map[string]Load
	windows map[string]*Window
	recent  map[string]*Window
	marks   map[string]*Mark
}

// NewAggregator makes an empty aggregator.
func NewAggregator() *Aggregator {
	return &Aggregator{
		latency: make(map[string]Latency),
		slowest: make(map[string]*Latency),
		load:    make(map[string]Load),
		windows: make(map[string]*Window),
		recent:  make(map[string]*Window),
		marks:   make(map[string]*Mark),
	}
}

// AddRoute makes room for a route.
func (a *Aggregator) AddRoute(routes ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, route := range routes {
		a.windows[route] = &Window{}
		a.recent[route] = &Window{}
		a.slowest[route] = &Latency{}
	}
}

// DropRoute forgets a route.
func (a *Aggregator) DropRoute(route string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.latency, route)
	delete(a.slowest, route)
	delete(a.load, route)
	delete(a.windows, route)
	delete(a.recent, route)
	delete(a.marks, route)
}

// Begin counts a request that has come in.
func (a *Aggregator) Begin(route string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	load := a.load[route]
	load.Running++
	load.Total++
	load.Peak = max(load.Peak, load.Running)
	a.load[route] = load
}

// End counts a request that was answered.
func (a *Aggregator) End(route string, second int, took time.Duration, failed bool) {
	a.mu.Lock()
	defer a.mu.Unlock()

	load := a.load[route]
	load.Running--
	a.load[route] = load

	latency := a.latency[route]
	latency.Count++
	latency.Total += took
	latency.Max = max(latency.Max, took)
	latency.Buckets[bucket(took)]++
	a.latency[route] = latency

	if slow := a.slowest[route]; slow != nil && took > time.Second {
		slow.Slow++
		slow.Max = max(slow.Max, took)
	}
	for _, window := range []*Window{a.windows[route], a.recent[route]} {
		if window != nil {
			window.Requests[second%60]++
			if failed {
				window.Failures[second%60]++
			}
		}
	}
	if mark := a.marks[route]; mark != nil {
		mark.Last = second % 60
	} else {
		a.marks[route] = &Mark{First: second % 60, Last: second % 60}
	}
}

// CloseWindow starts a new minute for every route.
func (a *Aggregator) CloseWindow() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for route := range a.windows {
		a.windows[route] = &Window{}
	}
	for _, window := range a.recent {
		*window = Window{}
	}
	for route := range a.marks {
		a.marks[route] = &Mark{First: -1, Last: -1}
	}
}

// TakeWindows hands the minute of every route to the caller, who owns it from then on, and starts a new one.
func (a *Aggregator) TakeWindows() []*Window {
	a.mu.Lock()
	defer a.mu.Unlock()
	taken := make([]*Window, 0, len(a.recent))
	for route, window := range a.recent {
		taken = append(taken, window)
		a.recent[route] = &Window{}
	}
	return taken
}

// bucket has a width that doubles from one millisecond on.
func bucket(took time.Duration) int {
	n := 0
	for ms := took.Milliseconds(); ms > 0 && n < 19; ms >>= 1 {
		n++
	}
	return n
}
