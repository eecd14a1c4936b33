package paths

import (
	"errors"
	"sync"
)

type job struct {
	id   int
	done chan struct{}
}

type worker struct {
	jobs    chan job
	results chan string
	names   map[string]int
	mu      sync.Mutex
	quit    chan struct{}
}

// The loop waits for each goroutine before it goes on.
func (w *worker) oneAtATime() {
	for j := range w.jobs {
		go func() {
			w.names["a"] = j.id // ok: the next turn waits for it
			close(j.done)
		}()
		<-j.done
	}
}

// What the goroutine sends is taken before the map is used.
func (w *worker) collected() {
	for {
		select {
		case name := <-w.results:
			w.names[name]++ // ok: the goroutine sent the result after its last use
		case j := <-w.jobs:
			w.compute(j)
		case <-w.quit:
			return
		}
	}
}

func (w *worker) compute(j job) {
	go func() { w.results <- "x" }()
}

// A goroutine of its own for each connection that is made.
type client struct {
	seen map[int]bool
	dial func() error
}

func (c *client) keepAlive() {
	for {
		if err := c.connect(); err == nil {
			return
		}
	}
}

func (c *client) connect() error {
	if err := c.dial(); err != nil {
		return errors.New("no connection")
	}
	go c.read()
	return nil
}

func (c *client) read() {
	c.seen[1] = true // ok: the loop ends with the first goroutine
}

// Each call has a value of its own.
func serve(conns []chan int) {
	for _, conn := range conns {
		s := &session{seen: map[int]bool{}}
		s.start(conn)
	}
}

type session struct{ seen map[int]bool }

func (s *session) start(conn chan int) {
	go func() {
		for n := range conn {
			s.seen[n] = true // ok: another session in each turn
		}
	}()
}

// The goroutine is joined before the function returns.
func (w *worker) refreshAll(n int) {
	for range n {
		w.refresh()
	}
}

func (w *worker) refresh() {
	var group sync.WaitGroup
	group.Add(1)
	go func() {
		defer group.Done()
		w.names["refreshed"]++ // ok: joined
	}()
	group.Wait()
}

// Under the lock in the goroutine itself.
func (w *worker) pruneLocked(names []string) {
	var group sync.WaitGroup
	for _, name := range names {
		group.Add(1)
		go func() {
			defer group.Done()
			w.mu.Lock()
			defer w.mu.Unlock()
			delete(w.names, name) // ok: locked
		}()
	}
	group.Wait()
}

// A loop that starts its helper once.
type lazy struct {
	started bool
	ticks   chan int
	counts  map[int]int
}

func (l *lazy) run() {
	for n := range l.ticks {
		if !l.started {
			l.started = true
			go func() {
				l.counts[1]++ // ok: started once, and nothing else uses the map
			}()
		}
		_ = n
	}
}

// The goroutine comes to the map when it is sent something, and that comes after the loop.
func duplicates(metas map[string]int) {
	found := make(chan string)
	var group sync.WaitGroup
	group.Add(1)
	go func() {
		defer group.Done()
		for name := range found {
			delete(metas, name) // ok: nothing is sent before the loop has ended
		}
	}()
	var names []string
	for name := range metas {
		names = append(names, name)
	}
	for _, name := range names {
		found <- name
	}
	close(found)
	group.Wait()
}
