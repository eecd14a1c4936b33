// Package last has uses that others hardly meet: told with low confidence.
package last

import "sync"

type Monitor struct {
	mu   sync.Mutex
	jobs map[string]int
}

// Update makes all uses.
func (m *Monitor) Update(name string) {
	m.mu.Lock()
	old := m.jobs[name]
	m.jobs[name]++
	m.mu.Unlock()
	m.mu.Lock()
	delete(m.jobs, "")
	m.mu.Unlock()
	println(old, m.jobs[name]) // want "hold `m.mu`; this read"
}

type worker struct {
	mu    sync.Mutex
	stop  chan bool
	tick  chan string
	files map[string]int
}

func newWorker() *worker {
	w := &worker{stop: make(chan bool), tick: make(chan string), files: map[string]int{}}
	go w.listen()
	return w
}

func (w *worker) listen() {
	w.loop()
	for name := range w.files { // want "hold `w.mu`; this read"
		println(name)
	}
}

func (w *worker) loop() {
	for {
		select {
		case name := <-w.tick:
			w.Add(name)
		case <-w.stop:
			return
		}
	}
}

func (w *worker) Add(name string) {
	w.mu.Lock()
	w.files[name]++
	w.mu.Unlock()
}

func (w *worker) Drop(name string) {
	w.mu.Lock()
	delete(w.files, name)
	w.mu.Unlock()
}

func (w *worker) Has(name string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.files[name] > 0
}

// The loop may be left for other reasons.
type poller struct {
	mu    sync.Mutex
	stop  chan bool
	files map[string]int
}

func newPoller() *poller {
	p := &poller{stop: make(chan bool), files: map[string]int{}}
	go p.listen()
	return p
}

func (p *poller) listen() {
	for {
		if p.Has("end") {
			return
		}
		select {
		case <-p.stop:
		default:
			println(len(p.files)) // want "hold `p.mu`; this read"
		}
	}
}

func (p *poller) Add(name string) {
	p.mu.Lock()
	p.files[name]++
	p.mu.Unlock()
}

func (p *poller) Drop(name string) {
	p.mu.Lock()
	delete(p.files, name)
	p.mu.Unlock()
}

func (p *poller) Has(name string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.files[name] > 0
}
