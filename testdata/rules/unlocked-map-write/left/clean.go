package left

import (
	"sync"
	"time"
)

// The goroutine owns the map: methods only tell it what to do.
type owner struct {
	add  chan string
	rows map[string]int
}

func newOwner() *owner {
	o := &owner{add: make(chan string), rows: map[string]int{}}
	go o.work()
	return o
}

func (o *owner) work() {
	for {
		o.rows[<-o.add]++ // ok: the goroutine alone comes here
	}
}

func (o *owner) Add(name string) { o.add <- name }

// A method hands the goroutine its turn.
type turns struct {
	turn chan bool
	rows map[string]int
}

func newTurns() *turns {
	t := &turns{turn: make(chan bool), rows: map[string]int{}}
	go func() {
		for {
			<-t.turn
			t.rows["turn"]++ // ok: only when Take has sent its turn
		}
	}()
	return t
}

func (t *turns) Take(name string) int {
	n := t.rows[name]
	t.turn <- true
	return n
}

// The constructor waits for the goroutine.
type loaded struct{ rows map[string]int }

func newLoaded() *loaded {
	l := &loaded{rows: map[string]int{}}
	done := make(chan bool)
	go func() {
		for {
			l.rows["a"]++ // ok: it is done before anybody has the value
			if len(l.rows) > 0 {
				done <- true
				return
			}
		}
	}()
	<-done
	return l
}

func (l *loaded) Rows(name string) int { return l.rows[name] }

// A goroutine that is soon done may be one that the caller knows of.
type brief struct{ rows map[string]int }

func newBrief() *brief {
	b := &brief{rows: map[string]int{}}
	go func() {
		b.rows["a"]++ // ok: it does not go on
	}()
	return b
}

func (b *brief) Rows(name string) int { return b.rows[name] }

// Both hold a lock.
type locked struct {
	mu   sync.Mutex
	rows map[string]int
}

func newLocked() *locked {
	l := &locked{rows: map[string]int{}}
	go func() {
		for {
			l.mu.Lock()
			l.rows["a"]++ // ok: mu is held
			l.mu.Unlock()
			time.Sleep(time.Second)
		}
	}()
	return l
}

func (l *locked) Rows(name string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rows[name]
}

// The method is what the goroutine runs.
type stepper struct{ rows map[string]int }

func newStepper() *stepper {
	s := &stepper{rows: map[string]int{}}
	go func() {
		for {
			s.Step("a")
		}
	}()
	return s
}

func (s *stepper) Step(name string) {
	s.rows[name]++ // ok: the goroutine alone calls it here
}

// Stop may end the goroutine first.
type stopped struct{ rows map[string]int }

func newStopped() *stopped {
	s := &stopped{rows: map[string]int{}}
	go func() {
		for {
			s.rows["a"]++ // ok: Stop is called when nothing runs any more
		}
	}()
	return s
}

func (s *stopped) Stop() { clear(s.rows) }
