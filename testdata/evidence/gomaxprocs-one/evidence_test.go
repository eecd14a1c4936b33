// Package evidence shows on a real toolchain what the rule gomaxprocs-one claims: on one processor two goroutines never run at
// the same time.
package evidence

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"example.com/evidence/claim"
)

// A rally is long enough that goroutines which take turns, as the scheduler or the system gives them, do not come to its end
// before one of them has waited too long.
const (
	strokes  = 200
	patience = 100_000
)

// rally lets two goroutines hand a ball to and fro without letting go of their processor, and says whether they came to the
// end.
func rally() bool {
	var ball, missed int32
	play := func(side int32) {
		for stroke := side; stroke < strokes; stroke += 2 {
			waited := 0
			for atomic.LoadInt32(&ball) != stroke {
				if waited++; waited > patience || atomic.LoadInt32(&missed) != 0 {
					atomic.StoreInt32(&missed, 1)
					return
				}
			}
			atomic.AddInt32(&ball, 1)
		}
	}
	done := make(chan struct{})
	go func() {
		play(1)
		close(done)
	}()
	// Lets the other start; a wait of its own is as long as this one's.
	runtime.Gosched()
	play(0)
	<-done
	return missed == 0
}

func together(processors int, tries int) string {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
	deadline := time.Now().Add(30 * time.Second)
	for try := 0; try < tries && time.Now().Before(deadline); try++ {
		if rally() {
			return "yes"
		}
	}
	return "never"
}

func TestOneProcessorRunsOneGoroutine(t *testing.T) {
	if runtime.NumCPU() < 2 {
		t.Fatal("this machine has one processor: it cannot show what two do")
	}
	claim.Outcomes(t, "two goroutines run at the same time, with GOMAXPROCS(1) and (2)",
		together(1, 200), "never", together(2, 1_000_000), "yes")
}
