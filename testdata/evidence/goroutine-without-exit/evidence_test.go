// Package evidence shows on a real toolchain what the rule goroutine-without-exit claims: goroutines that wait on a channel
// which nothing else has are never collected, and those that have room for their value end; neither are those that wait for the
// channel of a timer that time.AfterFunc made.
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
func left(room int) int { return leftBy(func() { fetch(room) }) }

// leftBy counts the goroutines that stay of a thousand runs of a function.
func leftBy(run func()) int {
	before := runtime.NumGoroutine()
	for i := 0; i < calls; i++ {
		run()
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

// drain empties the channel of a timer that could not be stopped, as one does before Reset.
func drain(timer *time.Timer) {
	if !timer.Stop() {
		<-timer.C
	}
}

// drained counts the goroutines that are left after draining timers that have fired.
func drained(newTimer func() *time.Timer) int {
	return leftBy(func() {
		timer := newTimer()
		time.Sleep(time.Millisecond)
		go drain(timer)
	})
}

func TestTimersOfAfterFuncHaveNoChannel(t *testing.T) {
	timer := time.AfterFunc(time.Hour, func() {})
	if timer.C != nil {
		t.Error("AfterFunc gives a channel")
	}
	timer.Stop()
	fired := func() *time.Timer {
		hasRun := make(chan struct{})
		timer := time.AfterFunc(0, func() { close(hasRun) })
		<-hasRun
		return timer
	}
	if n := drained(fired); n != calls {
		t.Errorf("%d of %d goroutines are left", n, calls)
	}
}

// search looks for a value among those that a goroutine sends.
func search(room int, drains bool) {
	found := make(chan int, room)
	go func() {
		defer close(found)
		for i := 0; i < 8; i++ {
			found <- i
		}
	}()
	for i := range found {
		if i == 3 {
			break
		}
	}
	if drains {
		for range found {
		}
	}
}

func TestSendersStayWhenTheLoopIsLeft(t *testing.T) {
	if n := leftBy(func() { search(0, false) }); n != calls {
		t.Errorf("%d of %d goroutines are left", n, calls)
	}
}

func TestSendersEndWithRoomOrDrained(t *testing.T) {
	if n := leftBy(func() { search(8, false) }); n > 0 {
		t.Errorf("with room %d goroutines are left", n)
	}
	if n := leftBy(func() { search(0, true) }); n > 0 {
		t.Errorf("drained %d goroutines are left", n)
	}
}

// feed gives values to a worker and returns at the third, as for an error.
func feed(closes bool) {
	jobs := make(chan int)
	go func() {
		for range jobs {
		}
	}()
	if closes {
		defer close(jobs)
	}
	for i := 0; i < 8; i++ {
		if i == 3 {
			return
		}
		jobs <- i
	}
}

func TestWorkersStayWithoutTheClose(t *testing.T) {
	if n := leftBy(func() { feed(false) }); n != calls {
		t.Errorf("%d of %d goroutines are left", n, calls)
	}
	if n := leftBy(func() { feed(true) }); n > 0 {
		t.Errorf("closed: %d goroutines are left", n)
	}
}
