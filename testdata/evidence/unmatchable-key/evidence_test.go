// Package evidence shows on a real toolchain what the rule unmatchable-key claims: a key that equals none is not found again,
// and each write under it makes an entry.
package evidence

import (
	"fmt"
	"math"
	"testing"
	"time"

	"example.com/evidence/claim"
)

func TestNotANumber(t *testing.T) {
	numbers, bits := map[float64]int{}, map[uint64]int{}
	for i := 0; i < 1000; i++ {
		numbers[math.NaN()] = i
		bits[math.Float64bits(math.NaN())] = i
	}
	claim.Amounts(t, "entries after 1000 writes under NaN, and under its bits", "entries", len(numbers), len(bits), 1000)
	for k := range numbers {
		delete(numbers, k)
	}
	claim.Amount(t, "entries under NaN after each was deleted", "entries", len(numbers))
}

func found(isThere bool) string {
	if isThere {
		return "found"
	}
	return "not found"
}

func TestPointersToEqualContent(t *testing.T) {
	type user struct{ name string }
	pointers, values := map[*user]int{{"a"}: 1}, map[user]int{{"a"}: 1}
	_, byPointer := pointers[&user{"a"}]
	_, byValue := values[user{"a"}]
	claim.Outcomes(t, "equal content under a new pointer, and as a value", found(byPointer), "not found", found(byValue), "found")
}

func TestTheCurrentTime(t *testing.T) {
	now := time.Now()
	times, nanoseconds := map[time.Time]int{now: 1}, map[int64]int{now.UnixNano(): 1}
	again := time.Unix(0, now.UnixNano())
	if !again.Equal(now) {
		t.Fatal("the times are not equal")
	}
	_, byTime := times[again]
	_, byNumber := nanoseconds[again.UnixNano()]
	claim.Outcomes(t, "time.Now() read back from its nanoseconds, and by them", found(byTime), "not found", found(byNumber), "found")
}

func TestSumsOfFractions(t *testing.T) {
	m := map[float64]int{0.3: 1}
	a, b := 0.1, 0.2
	_, isThere := m[a+b]
	claim.Outcome(t, fmt.Sprintf("%v + %v in a map with 0.3", a, b), found(isThere), "not found")
}
