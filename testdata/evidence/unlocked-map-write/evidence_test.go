// Package evidence shows on a real toolchain what the rule unlocked-map-write claims: goroutines that write one map with no
// lock end the program with a fatal error that recover does not catch, and with a lock they do not.
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

// write lets two goroutines write one map, each under lock.
func write(lock sync.Locker) {
	m := map[int]int{}
	var wg sync.WaitGroup
	for g := 0; g < 2; g++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { _ = recover() }()
			for i := 0; i < operations; i++ {
				lock.Lock()
				m[i&1023]++
				lock.Unlock()
			}
		}()
	}
	wg.Wait()
}

// none is a lock that locks nothing.
type none struct{}

func (none) Lock()   {}
func (none) Unlock() {}

// run starts this test program again, in which TestChild writes.
func run(t *testing.T, mode string) (output string, failed bool) {
	t.Helper()
	command := exec.Command(os.Args[0], "-test.run=^TestChild$")
	command.Env = append(os.Environ(), "EVIDENCE="+mode)
	text, err := command.CombinedOutput()
	return string(text), err != nil
}

func TestChild(t *testing.T) {
	runtime.GOMAXPROCS(max(2, runtime.NumCPU()))
	switch os.Getenv("EVIDENCE") {
	case "unlocked":
		write(none{})
	case "locked":
		write(&sync.Mutex{})
	}
}

func max(a, b int) int {
	if a > b {
		return a
	}
	return b
}

func TestUnlockedWritesEndTheProgram(t *testing.T) {
	// The runtime finds the race by chance; in a run this long it has never failed to, but a loaded machine may run one
	// goroutine after the other.
	for try := 0; try < 10; try++ {
		output, failed := run(t, "unlocked")
		if failed && strings.Contains(output, "fatal error: concurrent map writes") {
			return
		}
	}
	t.Error("ten runs without a fatal error")
}

func TestLockedWritesDoNot(t *testing.T) {
	if output, failed := run(t, "locked"); failed {
		t.Errorf("failed: %s", output)
	}
}
