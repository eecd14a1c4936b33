package paths

import (
	"sync"
	"time"
)

type state struct {
	pending map[int]string
	reasons map[int]int
}

type link struct {
	upstream chan int
	quit     chan struct{}
}

// One goroutine for each message, all with the state of the link.
func (l *link) run() {
	s := &state{pending: map[int]string{}, reasons: map[int]int{}}
	for {
		select {
		case id := <-l.upstream:
			l.handle(s, id)
		case <-l.quit:
			return
		}
	}
}

func (l *link) handle(s *state, id int) {
	s.reasons[id] = id
	go func() {
		delete(s.pending, id) // want "goroutines that run at the same time write `s.pending` here with no lock"
	}()
}

// The loop goes on to write while the goroutine that it has started reads.
type notifier struct {
	clients map[int]chan string
	cancels chan int
	blocks  chan string
	quit    chan struct{}
	wg      sync.WaitGroup
}

func (n *notifier) dispatch() {
	defer n.wg.Done()
	for {
		select {
		case id := <-n.cancels:
			delete(n.clients, id) // want "`n.clients` is written here while another goroutine may use it"
		case block := <-n.blocks:
			n.wg.Add(1)
			go n.notify(block)
		case <-n.quit:
			return
		}
	}
}

func (n *notifier) notify(block string) {
	defer n.wg.Done()
	for _, client := range n.clients {
		select {
		case client <- block:
		case <-n.quit:
			return
		default:
		}
	}
}

// The lock is held by the one who waits, not by the goroutines.
type tenants struct {
	mu   sync.RWMutex
	byID map[string]int
}

func (t *tenants) prune() {
	t.mu.Lock()
	defer t.mu.Unlock()
	var group sync.WaitGroup
	for id, n := range t.byID {
		group.Add(1)
		go func() {
			defer group.Done()
			if n > 2 {
				delete(t.byID, id) // want "goroutines that run at the same time write `t.byID` here with no lock"
			}
		}()
	}
	group.Wait()
}

// The map is handed on to what each goroutine calls.
func filter(metas map[string]int, resolutions []int) {
	var group sync.WaitGroup
	for _, resolution := range resolutions {
		group.Add(1)
		go func() {
			defer group.Done()
			filterOne(metas, resolution)
		}()
	}
	group.Wait()
}

func filterOne(metas map[string]int, resolution int) {
	for id, r := range metas {
		if r == resolution {
			delete(metas, id) // want "goroutines that run at the same time write `metas` here with no lock"
		}
	}
}

// A semaphore that lets several through.
func (t *tenants) load(ids []string, limit int) {
	gate := make(chan struct{}, limit)
	errs := make(chan error, len(ids))
	for _, id := range ids {
		gate <- struct{}{}
		go func() {
			errs <- t.loadOne(id)
			<-gate
		}()
	}
}

func (t *tenants) loadOne(id string) error {
	t.byID[id] = 1 // want "goroutines that run at the same time write `t.byID` here with no lock"
	return nil
}

// A callback that the callee runs in a goroutine of its own.
type closer struct {
	active map[int]bool
	closes chan int
}

func (c *closer) loop() {
	for id := range c.closes {
		c.active[id] = true
		go afterClose(id, func() {
			delete(c.active, id) // want "goroutines that run at the same time write `c.active` here with no lock"
		})
	}
}

func afterClose(id int, done func()) {
	time.Sleep(time.Duration(id))
	done()
}
