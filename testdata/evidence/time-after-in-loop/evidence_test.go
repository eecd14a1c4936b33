// Package evidence shows on a real toolchain what the rule time-after-in-loop claims: each time.After makes a timer, and before
// Go 1.23, or with an older version in go.mod, it stays until it fires.
package evidence

import (
	"testing"
	"time"

	"example.com/evidence/claim"
)

const turns = 10_000

// ready is always received from, so that no turn waits.
func ready() chan int {
	c := make(chan int)
	close(c)
	return c
}

func bad(turns int) {
	for c, i := ready(), 0; i < turns; i++ {
		select {
		case <-c:
		case <-time.After(time.Hour):
		}
	}
}

// good uses one timer for all turns.
func good(turns int) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for c, i := ready(), 0; i < turns; i++ {
		select {
		case <-c:
		case <-timer.C:
		}
		if !timer.Stop() {
			<-timer.C
		}
		timer.Reset(time.Hour)
	}
}

func BenchmarkBad(b *testing.B) {
	for i := 0; i < b.N; i++ {
		bad(1000)
	}
}

func BenchmarkGood(b *testing.B) {
	for i := 0; i < b.N; i++ {
		good(1000)
	}
}

func TestEachTurnAllocates(t *testing.T) {
	claim.Costs(t, "1000 turns of a select", BenchmarkBad, BenchmarkGood, claim.Allocations(500), claim.Bytes(100))
}

func held(run func(turns int)) int {
	return claim.Held(func() interface{} { run(turns); return nil })
}

// The go.mod of this module says 1.19, which keeps the timers of then until Go 1.27.
func TestTimersStayBefore123(t *testing.T) {
	stays := held(bad)
	claim.Amounts(t, "the timers of 10,000 turns, go 1.22 or less in go.mod", "bytes held", stays, held(good), 0)
	switch minor := claim.Minor(); {
	case minor < 27 && stays < turns*100:
		t.Errorf("%d bytes stay", stays)
	case minor >= 27 && stays > turns*10:
		t.Errorf("%d bytes stay", stays)
	}
}

func TestTimersGoSince123(t *testing.T) {
	if claim.Minor() < 23 {
		return
	}
	// What go 1.23 in go.mod does.
	t.Setenv("GODEBUG", "asynctimerchan=0")
	stays := held(bad)
	if stays > turns*10 {
		t.Errorf("%d bytes stay", stays)
	}
	claim.Amount(t, "the timers of 10,000 turns, go 1.23 or more in go.mod", "bytes held", stays)
}
