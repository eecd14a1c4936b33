package goroutinewithoutexit

import "time"

func firstOf(a, b func() int) int {
	results := make(chan int)
	go func() { results <- a() }()
	go func() { results <- b() }() // todo want: one of two values is received
	return <-results
}

func send(c chan int, v int) { c <- v }

func named(work func() int) int {
	done := make(chan int)
	go send(done, work()) // todo want: a channel that is handed to a function is not followed
	select {
	case v := <-done:
		return v
	case <-time.After(time.Second):
		return 0
	}
}
