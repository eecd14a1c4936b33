package goroutinewithoutexit

import (
	"context"
	"errors"
	"time"
)

func timeout(work func() (int, error)) (int, error) {
	type result struct {
		value int
		err   error
	}
	done := make(chan result)
	go func() {
		v, err := work()
		done <- result{v, err} // want "never ends if the select takes another case: nothing receives from `done` then"
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-time.After(time.Second):
		return 0, errors.New("timeout")
	}
}

func cancelled(ctx context.Context, work func() error) error {
	failed := make(chan error)
	go func() { failed <- work() }() // want "nothing receives from `failed` then"
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func polled(work func() int) int {
	c := make(chan int, 0)
	go func() { c <- work() }() // want "nothing receives from `c` then"
	select {
	case v := <-c:
		return v
	default:
		return 0
	}
}

func nobodySends() {
	stop := make(chan struct{})
	go func() {
		<-stop // want "this goroutine never ends: nothing sends to `stop` or closes it"
		println("stopped")
	}()
}

func nobodyCloses(n int) {
	jobs := make(chan int)
	for i := 0; i < n; i++ {
		go func() {
			for job := range jobs { // want "nothing sends to `jobs` or closes it"
				println(job)
			}
		}()
	}
}

func nobodyReceives(n int) {
	out := make(chan int)
	go func() {
		for i := 0; i < n; i++ {
			out <- i // want "this goroutine never ends: nothing receives from `out`"
		}
	}()
}

func closedAfterwards(ctx context.Context, work func() error) error {
	done := make(chan error)
	go func() {
		done <- work() // want "this goroutine never ends if the select takes another case: nothing receives from `done` then"
		close(done)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
