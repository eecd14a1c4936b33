package timeafterinloop

import "time"

func pump(in, out chan int) {
	for {
		select {
		case n := <-in:
			out <- n
		case <-time.After(time.Hour): // want "each turn makes a timer of 1h, and those of turns that end otherwise are kept"
			return
		}
	}
}

func pumpFor(in chan int, idle time.Duration, done chan bool) {
	for {
		select {
		case <-in:
		case <-done:
			return
		case <-time.After(idle): // want "a timer of idle"
		}
	}
}

func labelled(in chan int) {
loop:
	for n := range in {
		select {
		case in <- n:
			if n == 0 {
				break loop
			}
		case t := <-time.After(1500 * time.Millisecond): // want "a timer of 1.5s"
			println(t.String())
		}
	}
}

func poll(in chan int) {
	for {
		select {
		case <-time.After(time.Minute): // want "a timer of 1m"
			return
		default:
		}
	}
}
