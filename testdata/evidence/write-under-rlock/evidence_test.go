// Package evidence shows on a real toolchain what the rule write-under-rlock claims: goroutines that
// write a map under RLock end the program with a fatal error that recover does not catch; under Lock they do not.
package evidence

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
)

const operations = 2_000_000

type store struct {
	mu sync.RWMutex
	m  map[int]int
}

func (s *store) fill(i int) {
	s.mu.RLock()
	s.m[i&1023]++
	s.mu.RUnlock()
}

func (s *store) set(i int) {
	s.mu.Lock()
	s.m[i&1023]++
	s.mu.Unlock()
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
	s := &store{m: map[int]int{}}
	switch os.Getenv("EVIDENCE") {
	case "rlock":
		two(s.fill, s.fill)
	case "lock":
		two(s.set, s.set)
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

func TestWritesUnderRLockEndTheProgram(t *testing.T) {
	endsInFatalError(t, "rlock", "concurrent map")
}

func TestWritesUnderLockDoNot(t *testing.T) {
	if output, failed := run(t, "lock"); failed {
		t.Errorf("failed: %s", output)
	}
}
