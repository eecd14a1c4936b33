package claim

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// variable tells a test program that was started by another which form it is to run.
const variable = "EVIDENCE_FORM"

// Panic is the text of the panic that run ends in, and empty if it returns.
func Panic(run func()) (text string) {
	defer func() {
		if reason := recover(); reason != nil {
			text = fmt.Sprint(reason)
		}
	}()
	run()
	return ""
}

// Panics checks that each form panics with a text.
func Panics(t *testing.T, what, want string, forms map[string]func()) {
	t.Helper()
	for name, form := range forms {
		if got := Panic(form); got != want {
			t.Errorf("%s: %s: panic %q", what, name, got)
		}
	}
	print(t, what, "", "", "panics: "+want)
}

// Fine checks that no form panics.
func Fine(t *testing.T, forms map[string]func()) {
	t.Helper()
	for name, form := range forms {
		if got := Panic(form); got != "" {
			t.Errorf("%s: panic %q", name, got)
		}
	}
}

// again runs the test that calls it in a process of its own, where form is run and nothing else.
func again(t *testing.T, form string) (output string, failed bool) {
	t.Helper()
	command := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	command.Env = append(os.Environ(), variable+"="+form)
	text, err := command.CombinedOutput()
	return string(text), err != nil
}

// isAgain runs the form that this process was started for, if it was.
func isAgain(bad, good func()) bool {
	form := os.Getenv(variable)
	if form == "" {
		return false
	}
	if runtime.NumCPU() < 2 {
		runtime.GOMAXPROCS(2)
	}
	if form == "bad" {
		bad()
	} else {
		good()
	}
	return true
}

// Ends checks that bad ends the program with a message, which no recover can catch, and that good does not.
func Ends(t *testing.T, what, message string, bad, good func()) {
	t.Helper()
	if isAgain(bad, good) {
		return
	}
	if output, failed := again(t, "good"); failed {
		t.Errorf("%s: good ends: %s", what, output)
	}
	// The runtime finds races by chance, and a busy machine may run one goroutine after the other.
	for try := 0; try < 10; try++ {
		if output, failed := again(t, "bad"); failed && strings.Contains(output, message) {
			print(t, what, "", "bad", "ends in "+message)
			print(t, what, "", "good", "goes on")
			return
		}
	}
	t.Errorf("%s: ten runs without %q", what, message)
}

// Race checks that the race detector, which the test is built with, reports bad in each of three runs and good in none.
func Race(t *testing.T, what string, bad, good func()) {
	t.Helper()
	if isAgain(bad, good) {
		return
	}
	const report = "WARNING: DATA RACE"
	for run := 0; run < 3; run++ {
		if output, failed := again(t, "bad"); !failed || !strings.Contains(output, report) {
			t.Errorf("%s: bad: no race is reported: %s", what, output)
		}
		if output, failed := again(t, "good"); failed {
			t.Errorf("%s: good: %s", what, output)
		}
	}
	print(t, what+", under go test -race", "", "bad", "reported in 3 of 3 runs")
	print(t, what+", under go test -race", "", "good", "not reported")
}

// Both runs two functions at the same time, each as often as asked, with i counting, and lets no panic end them.
func Both(times int, a, b func(i int)) {
	var group sync.WaitGroup
	for _, f := range []func(i int){a, b} {
		f := f
		group.Add(1)
		go func() {
			defer group.Done()
			defer func() { _ = recover() }()
			for i := 0; i < times; i++ {
				f(i)
			}
		}()
	}
	group.Wait()
}

// Many is a number of operations in which the runtime finds nearly every race of two goroutines.
const Many = 2_000_000
