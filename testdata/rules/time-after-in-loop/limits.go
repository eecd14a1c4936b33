package timeafterinloop

import "time"

func timeout() <-chan time.Time { return time.After(time.Hour) }

func hidden(in chan int) {
	for {
		select {
		case <-in:
		case <-timeout(): // todo want "each turn makes a timer"
			return
		}
	}
}
