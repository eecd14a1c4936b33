package goroutinewithoutexit

import "time"

type queue struct{ items chan int }

func (q *queue) start(read func() int) {
	q.items = make(chan int)
	go func() {
		for {
			q.items <- read() // todo want: a channel in a field is not followed
		}
	}()
}

func (q *queue) first() int {
	select {
	case v := <-q.items:
		return v
	case <-time.After(time.Second):
		return 0
	}
}

func untilTold(read func() int, enough func(int) bool) {
	values := make(chan int)
	go func() {
		for {
			values <- read() // todo want: how many values a loop without a condition receives is not known
		}
	}()
	for {
		if enough(<-values) {
			return
		}
	}
}
