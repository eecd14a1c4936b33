package later

import "time"

func pump(in, out chan int) {
	for {
		select {
		case n := <-in:
			out <- n
		case <-time.After(time.Hour): // want "three allocations"
			return
		}
	}
}
