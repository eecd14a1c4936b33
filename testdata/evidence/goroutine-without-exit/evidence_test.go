// Package evidence shows on a real toolchain what the rule goroutine-without-exit claims: goroutines that wait on a channel
// which nothing else has are never collected, and those that have room for their value end.
package evidence

import (
	"runtime"
	"testing"
	"time"
)

const calls = 1000

// fetch gives up at once and leaves the sender with its channel.
func fetch(room int) {
	result := make(chan int, room)
	gaveUp := make(chan struct{})
	close(gaveUp)
	go func() {
		<-gaveUp
		time.Sleep(time.Millisecond)
		result <- 1
	}()
	select {
	case <-result:
	case <-gaveUp:
	}
}

// left counts the goroutines that stay after all had time to end.
func left(room int) int {
	before := runtime.NumGoroutine()
	for i := 0; i < calls; i++ {
		fetch(room)
	}
	for wait := 0; wait < 50; wait++ {
		time.Sleep(20 * time.Millisecond)
		runtime.GC()
		if runtime.NumGoroutine() <= before {
			break
		}
	}
	return runtime.NumGoroutine() - before
}

func TestWithoutRoomAllStay(t *testing.T) {
	if n := left(0); n != calls {
		t.Errorf("%d of %d goroutines are left", n, calls)
	}
}

func TestWithRoomNoneStays(t *testing.T) {
	if n := left(1); n > 0 {
		t.Errorf("%d goroutines are left", n)
	}
}
