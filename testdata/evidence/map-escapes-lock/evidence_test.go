// Package evidence shows on a real toolchain what the rule map-escapes-lock claims: a map
// that is returned from under its lock and read beside a writer ends the program with a fatal error; a copy does not.
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
	mu sync.Mutex
	m  map[int]int
}

func (s *store) set(i int) {
	s.mu.Lock()
	s.m[i&1023]++
	s.mu.Unlock()
}

func (s *store) all() map[int]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m
}

func (s *store) copied() map[int]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[int]int, 8)
	for k, v := range s.m {
		if out[k] = v; len(out) == 8 {
			break
		}
	}
	return out
}

func (s *store) sumAll(int) {
	for range s.all() {
	}
}

func (s *store) sumCopy(int) {
	for range s.copied() {
	}
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
	case "returned":
		two(s.set, s.sumAll)
	case "copied":
		two(s.set, s.sumCopy)
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

func TestReturnedMapEndsTheProgram(t *testing.T) {
	endsInFatalError(t, "returned", "concurrent map iteration and map write")
}

func TestCopyDoesNot(t *testing.T) {
	if output, failed := run(t, "copied"); failed {
		t.Errorf("failed: %s", output)
	}
}
