package timeafterinloop

import (
	"context"
	"time"
)

func paced(done chan bool, poll func()) {
	for {
		select {
		case <-done:
			return
		case <-time.After(time.Hour): // ok: each turn but the last waits for it
			poll()
		}
	}
}

func pacedByLabel(done chan bool, poll func()) {
loop:
	for {
		select {
		case <-done:
			break loop
		case <-time.After(time.Hour): // ok: each turn but the last waits for it
			poll()
		}
	}
}

func once(in chan int) int {
	select {
	case n := <-in:
		return n
	case <-time.After(time.Hour): // ok: no loop
		return 0
	}
}

func reused(in chan int) {
	idle := time.NewTimer(time.Hour)
	for {
		select {
		case <-in:
		case <-idle.C: // ok: one timer
			return
		}
		idle.Reset(time.Hour)
	}
}

func alone(poll func()) {
	for {
		<-time.After(time.Second) // ok: it fires before the next is made
		poll()
	}
}

func retry(in chan int) int {
	for {
		select {
		case n := <-in:
			return n
		case <-time.After(time.Minute): // ok: the other case returns
		}
	}
}

func few(in chan int) (sum int) {
	for range 3 {
		select {
		case n := <-in:
			sum += n
		case <-time.After(time.Minute): // ok: three turns
		}
	}
	return sum
}

func untilDone(ctx context.Context, poll func() bool) {
	for {
		if poll() {
			return
		}
		select {
		case <-ctx.Done():
			println("done")
		case <-time.After(time.Minute): // ok: the context is done once
		}
	}
}
