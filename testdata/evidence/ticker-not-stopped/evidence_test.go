// Package evidence shows on a real toolchain what the rule ticker-not-stopped claims: before Go 1.23, or with an older version
// in go.mod, a ticker that is dropped without Stop stays for ever; since, it is collected.
package evidence

import (
	"testing"
	"time"

	"example.com/evidence/claim"
)

const tickers = 10_000

func bad() interface{} {
	for i := 0; i < tickers; i++ {
		_ = time.NewTicker(time.Hour)
	}
	return nil
}

func good() interface{} {
	for i := 0; i < tickers; i++ {
		time.NewTicker(time.Hour).Stop()
	}
	return nil
}

// The go.mod of this module says 1.19, which keeps the timers of then until Go 1.27.
func TestDroppedTickersStayBefore123(t *testing.T) {
	stays := claim.Held(bad)
	claim.Amounts(t, "10,000 tickers that were dropped, go 1.22 or less in go.mod", "bytes held", stays, claim.Held(good), 0)
	switch minor := claim.Minor(); {
	case minor < 27 && stays < tickers*100:
		t.Errorf("%d bytes stay", stays)
	case minor >= 27 && stays > tickers*10:
		t.Errorf("%d bytes stay", stays)
	}
}

func TestDroppedTickersGoSince123(t *testing.T) {
	if claim.Minor() < 23 {
		return
	}
	// What go 1.23 in go.mod does.
	t.Setenv("GODEBUG", "asynctimerchan=0")
	stays := claim.Held(bad)
	if stays > tickers*10 {
		t.Errorf("%d bytes stay", stays)
	}
	claim.Amount(t, "10,000 tickers that were dropped, go 1.23 or more in go.mod", "bytes held", stays)
}
