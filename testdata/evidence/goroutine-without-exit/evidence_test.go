// Package evidence shows on a real toolchain what the rule goroutine-without-exit claims: goroutines that wait on a channel
// which nothing else has are never collected, and those that have room for their value end; neither are those that wait for the
// channel of a timer that time.AfterFunc made.
package evidence

import (
	"runtime"
	"testing"
	"time"

	"example.com/evidence/claim"
)

const (
	calls = 1000
	// Goroutines of the runtime and of other tests come and go.
	nearlyAll = 990
)

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
	// Those that end do so soon: half a second in which none does is the end of it.
	for last, since := calls+before, 0; since < 25 && last > before; since++ {
		time.Sleep(20 * time.Millisecond)
		if now := runtime.NumGoroutine(); now < last {
			last, since = now, 0
		}
	}
	runtime.GC()
	return runtime.NumGoroutine() - before
}

func TestWithoutRoomAllStay(t *testing.T) {
	claim.Amounts(t, "goroutines left of 1000 whose receiver gave up", "goroutines", left(0), left(1), nearlyAll)
}

func TestStacksStay(t *testing.T) {
	const goroutines = 10_000
	stacks := func() int {
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return int(stats.StackInuse)
	}
	before := stacks()
	for i := 0; i < goroutines; i++ {
		never := make(chan int)
		go func() { <-never }()
	}
	runtime.GC()
	each := (stacks() - before) / goroutines
	// A few lie where others were before.
	if each < 1500 {
		t.Errorf("%d bytes of stack each", each)
	}
	claim.Amount(t, "the stack that each of 10,000 of them keeps", "bytes", each)
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
	claim.Amount(t, "goroutines left of 1000 that wait for the channel of a timer of AfterFunc", "goroutines", drained(fired))
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
	stay := leftBy(func() { search(0, false) })
	drained := leftBy(func() { search(0, true) })
	claim.Amounts(t, "goroutines left of 1000 whose receiver left its loop", "goroutines", stay, drained, nearlyAll)
	if n := leftBy(func() { search(8, false) }); n > 0 {
		t.Errorf("with room %d goroutines are left", n)
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
	open, closed := leftBy(func() { feed(false) }), leftBy(func() { feed(true) })
	claim.Amounts(t, "workers left of 1000 whose channel is not closed", "goroutines", open, closed, nearlyAll)
}
