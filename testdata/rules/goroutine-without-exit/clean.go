package goroutinewithoutexit

import (
	"context"
	"log"
	"time"
)

func buffered(work func() int) int {
	done := make(chan int, 1)
	go func() { done <- work() }() // ok: there is room for the value
	select {
	case v := <-done:
		return v
	case <-time.After(time.Second):
		return 0
	}
}

func watches(ctx context.Context, work func() int) int {
	done := make(chan int)
	go func() {
		select {
		case done <- work(): // ok: the sender may give up too
		case <-ctx.Done():
		}
	}()
	select {
	case v := <-done:
		return v
	case <-ctx.Done():
		return 0
	}
}

func waits(work func() int) int {
	done := make(chan int)
	go func() { done <- work() }() // ok: it is always received
	return <-done
}

func drains(ctx context.Context, work func() int) int {
	done := make(chan int)
	go func() { done <- work() }() // ok: received after the timeout too
	select {
	case v := <-done:
		return v
	case <-ctx.Done():
		return <-done
	}
}

func again(work func() int) int {
	done := make(chan int)
	go func() { done <- work() }() // ok: the loop comes back to the select
	for {
		select {
		case v := <-done:
			return v
		case <-time.After(time.Second):
			println("still waiting")
		}
	}
}

func fatal(work func() int) int {
	done := make(chan int)
	go func() { done <- work() }() // ok: the other case ends the program
	select {
	case v := <-done:
		return v
	case <-time.After(time.Second):
		log.Fatal("timeout")
	}
	return 0
}

func closes(n int) {
	jobs := make(chan int)
	go func() {
		for job := range jobs { // ok: closed below
			println(job)
		}
	}()
	for i := 0; i < n; i++ {
		jobs <- i
	}
	close(jobs)
}

func deferred(work func()) {
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		<-stop // ok: closed when the function ends
	}()
	work()
}

func returned() chan<- int {
	in := make(chan int)
	go func() {
		for v := range in { // ok: the caller may close it
			println(v)
		}
	}()
	return in
}

func handed(start func(chan int)) {
	in := make(chan int)
	start(in)
	go func() {
		<-in // ok: somebody else has it
	}()
}

type server struct{ quit chan struct{} }

func stored(s *server) {
	quit := make(chan struct{})
	s.quit = quit
	go func() {
		<-quit // ok: kept in a field
	}()
}

func ticks(ctx context.Context) {
	wake := make(chan struct{})
	go func() {
		for {
			select {
			case <-wake: // ok: the context ends it
			case <-ctx.Done():
				return
			}
		}
	}()
}

func forever() {
	go func() {
		for { // ok: meant to live as long as the program, perhaps
			time.Sleep(time.Minute)
		}
	}()
}

func either(work func() (int, error)) (int, error) {
	value, failed := make(chan int), make(chan error)
	go func() {
		v, err := work()
		if err != nil {
			failed <- err // ok: one of the two is sent, and the select waits for both
			return
		}
		value <- v
	}()
	select {
	case v := <-value:
		return v, nil
	case err := <-failed:
		return 0, err
	}
}

func closedWithRoom(ctx context.Context, work func() error) error {
	done := make(chan error, 1)
	go func() {
		done <- work() // ok: there is room for the value
		close(done)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
