// Package evidence shows on a real toolchain what the rule snapshot-mutation claims: a map
// that is changed after it was loaded from an atomic.Value ends the program with a fatal error; a changed copy does not.
package evidence

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

const operations = 2_000_000

type store struct{ m atomic.Value }

func (s *store) get(i int) { _ = s.m.Load().(map[int]int)[i&1023] }

func (s *store) change(i int) { s.m.Load().(map[int]int)[i&1023]++ }

func (s *store) replace(i int) {
	if i%1024 != 0 {
		return
	}
	next := map[int]int{}
	for k, v := range s.m.Load().(map[int]int) {
		next[k] = v
	}
	next[i&1023]++
	s.m.Store(next)
}

// two runs both functions at the same time, each many times, and lets no panic end them.
func two(a, b func(i int)) {
	var wg sync.WaitGroup
	for _, f := range []func(i int){a, b} {
		f := f
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { _ = recover() }()
			for i := 0; i < operations; i++ {
				f(i)
			}
		}()
	}
	wg.Wait()
}

// run starts this test program again, in which TestChild does what mode says.
func run(t *testing.T, mode string) (output string, failed bool) {
	t.Helper()
	command := exec.Command(os.Args[0], "-test.run=^TestChild$")
	command.Env = append(os.Environ(), "EVIDENCE="+mode)
	text, err := command.CombinedOutput()
	return string(text), err != nil
}

func TestChild(t *testing.T) {
	if runtime.NumCPU() < 2 {
		runtime.GOMAXPROCS(2)
	}
	s := &store{}
	s.m.Store(map[int]int{})
	switch os.Getenv("EVIDENCE") {
	case "changed":
		two(s.change, s.get)
	case "replaced":
		two(s.replace, s.get)
	}
}

// endsInFatalError tries a few times: the runtime finds the race by chance, and a loaded machine may run one goroutine after
// the other.
func endsInFatalError(t *testing.T, mode, message string) {
	t.Helper()
	for try := 0; try < 10; try++ {
		output, failed := run(t, mode)
		if failed && strings.Contains(output, "fatal error: "+message) {
			return
		}
	}
	t.Errorf("%s: ten runs without %q", mode, message)
}

func TestChangedSnapshotEndsTheProgram(t *testing.T) {
	endsInFatalError(t, "changed", "concurrent map read and map write")
}

func TestChangedCopyDoesNot(t *testing.T) {
	if output, failed := run(t, "replaced"); failed {
		t.Errorf("failed: %s", output)
	}
}
