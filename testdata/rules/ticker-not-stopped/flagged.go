package tickernotstopped

import (
	"context"
	"time"
)

func watch(ctx context.Context, poll func()) {
	ticker := time.NewTicker(time.Second) // want low "`ticker` is not stopped when the function returns"
	for {
		select {
		case <-ticker.C:
			poll()
		case <-ctx.Done():
			return
		}
	}
}

func upTo(n int, poll func()) {
	var ticker = time.NewTicker(time.Second) // want low "`ticker` is not stopped"
	for range ticker.C {
		poll()
		if n--; n == 0 {
			break
		}
	}
}

func first() time.Time {
	t := time.NewTicker(time.Minute) // want low "`t` is not stopped"
	return <-t.C
}

func start(done chan bool, poll func()) {
	go func() {
		ticker := time.NewTicker(time.Second) // want low "`ticker` is not stopped"
		ticker.Reset(time.Minute)
		for {
			select {
			case <-ticker.C:
				poll()
			case <-done:
				return
			}
		}
	}()
}

func ticked(done chan bool, poll func()) {
	ticks := time.Tick(time.Second) // want low "this `time.Tick` cannot be stopped"
	for {
		select {
		case <-ticks:
			poll()
		case <-done:
			return
		}
	}
}

func untilFalse(poll func() bool) {
	for range time.Tick(time.Second) { // want low "this `time.Tick` cannot be stopped"
		if !poll() {
			return
		}
	}
}

func eachTurn(in chan int, poll func()) {
	for {
		select {
		case <-in:
			poll()
		case <-time.Tick(time.Second): // want "makes a new ticker in each turn"
			poll()
		}
	}
}
