// Package claim is how the programs of the rules state what they show: each function checks a claim, fails the test when it does
// not hold, and prints the figures behind it, a line of fields for each. `mapvet-dev evidence` collects them for the rules.
//
// Figures are counts, sizes and outcomes, which a busy machine does not change; times are only compared, never printed.
package claim

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Minor is the running Go 1 release, as 23 for Go 1.23.9.
func Minor() int {
	parts := strings.Split(runtime.Version(), ".")
	if len(parts) < 2 {
		return 0
	}
	minor, _ := strconv.Atoi(parts[1])
	return minor
}

// print writes a figure of a row, which is bad, good or empty. A rule's program runs in the folder that has the rule's name.
func print(t *testing.T, what, unit, row, value string) {
	t.Helper()
	if strings.ContainsAny(what+unit+value, "\t\n|;") {
		t.Errorf("a figure has a character of its table: %q %q %q", what, unit, value)
	}
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("figure\t%s\t%s\t%s\t%s\t%s\n", filepath.Base(folder), what, unit, row, value)
}

// Amount prints a number that the caller has checked.
func Amount(t *testing.T, what, unit string, n int) {
	t.Helper()
	print(t, what, unit, "", strconv.Itoa(n))
}

// Amounts checks that bad comes to at least factor times good, or to factor where good is nothing.
func Amounts(t *testing.T, what, unit string, bad, good int, factor float64) {
	t.Helper()
	least := factor
	if good > 0 {
		least *= float64(good)
	}
	if float64(bad) < least {
		t.Errorf("%s: bad %d %s, good %d: less than %v times", what, bad, unit, good, factor)
	}
	print(t, what, unit, "bad", strconv.Itoa(bad))
	print(t, what, unit, "good", strconv.Itoa(good))
}

// More checks that bad comes to at least factor times good. What is printed is the factor: it is for numbers that a busy machine
// changes.
func More(t *testing.T, what string, bad, good int, factor float64) {
	t.Helper()
	if good == 0 || float64(bad) < factor*float64(good) {
		t.Errorf("%s: bad %d, good %d: less than %v times", what, bad, good, factor)
	}
	print(t, what, "", "", fmt.Sprintf("at least %v times as many", factor))
}

// Outcome checks and prints what happened.
func Outcome(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %q, not %q", what, got, want)
	}
	print(t, what, "", "", got)
}

// Outcomes checks and prints what happened in the bad form and in the good one.
func Outcomes(t *testing.T, what, gotBad, wantBad, gotGood, wantGood string) {
	t.Helper()
	if gotBad != wantBad || gotGood != wantGood {
		t.Errorf("%s: %q and %q, not %q and %q", what, gotBad, gotGood, wantBad, wantGood)
	}
	print(t, what, "", "bad", gotBad)
	print(t, what, "", "good", gotGood)
}

// Least says how much more, at the least, the bad form costs of something.
type Least struct {
	unit   string
	factor float64
	of     func(testing.BenchmarkResult) int64
}

// Allocations claims that the bad form allocates at least factor times as often.
func Allocations(factor float64) Least {
	return Least{"allocations", factor, testing.BenchmarkResult.AllocsPerOp}
}

// Bytes claims that the bad form allocates at least factor times as many bytes.
func Bytes(factor float64) Least {
	return Least{"bytes", factor, testing.BenchmarkResult.AllocedBytesPerOp}
}

// Costs measures one operation of two benchmarks and checks what is claimed.
func Costs(t *testing.T, what string, bad, good func(b *testing.B), claims ...Least) {
	t.Helper()
	resultBad, resultGood := benchmark(t, bad), benchmark(t, good)
	for _, claim := range claims {
		Amounts(t, what, claim.unit, int(claim.of(resultBad)), int(claim.of(resultGood)), claim.factor)
	}
}

// benchmark runs a fixed number of operations: the amounts do not depend on how fast they are.
func benchmark(t *testing.T, run func(b *testing.B)) testing.BenchmarkResult {
	t.Helper()
	time := flag.Lookup("test.benchtime")
	before := time.Value.String()
	if err := time.Value.Set("100x"); err != nil {
		t.Fatal(err)
	}
	defer time.Value.Set(before)
	return testing.Benchmark(run)
}

// Heap is how many bytes are in use after all that is garbage was collected.
func Heap() int {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}

// Held is how many bytes of the heap stay as long as what build returns.
func Held(build func() interface{}) int {
	before := Heap()
	kept := build()
	after := Heap()
	runtime.KeepAlive(kept)
	if after < before {
		return 0
	}
	return after - before
}

// Holds checks that what bad returns holds at least factor times as many bytes as what good returns.
func Holds(t *testing.T, what string, bad, good func() interface{}, factor float64) {
	t.Helper()
	Amounts(t, what, "bytes held", Held(bad), Held(good), factor)
}

// Slower checks that bad takes at least factor times as long as good: the fastest of many runs of each, taken in turns, since
// what else a machine does only makes runs longer. What is printed is the factor.
func Slower(t *testing.T, what string, bad, good func(), factor float64) {
	t.Helper()
	const most = time.Duration(1<<63 - 1)
	var ratio float64
	// A machine that is busy throughout the runs of one form gets another chance.
	for try := 0; try < 5; try++ {
		fastestBad, fastestGood := most, most
		for run := 0; run < 30; run++ {
			fastestBad = least(fastestBad, took(bad))
			fastestGood = least(fastestGood, took(good))
		}
		if ratio = float64(fastestBad) / float64(fastestGood); ratio >= factor {
			print(t, what, "", "", fmt.Sprintf("at least %v times as long", factor))
			return
		}
	}
	t.Errorf("%s: %.2f times as long, less than %v", what, ratio, factor)
}

func took(run func()) time.Duration {
	start := time.Now()
	run()
	return time.Since(start)
}

func least(a, b time.Duration) time.Duration {
	if a < b {
		return a
	}
	return b
}
