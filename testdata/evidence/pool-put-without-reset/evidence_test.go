// Package evidence shows on a real toolchain what the rule pool-put-without-reset claims: who gets a map from a pool finds in
// it what the last user left, unless somebody emptied it.
package evidence

import (
	"runtime"
	"runtime/debug"
	"sync"
	"testing"

	"example.com/evidence/claim"
)

// stale counts the Gets, of a thousand, that saw the last user's key.
func stale(reset func(m map[string]int)) int {
	// One processor and no collection: the pool returns what was put last.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	pool := sync.Pool{New: func() interface{} { return map[string]int{} }}
	seen := 0
	for i := 0; i < 1000; i++ {
		m := pool.Get().(map[string]int)
		if _, isThere := m["user"]; isThere {
			seen++
		}
		m["user"] = i
		reset(m)
		pool.Put(m)
	}
	return seen
}

func bad(map[string]int) {}

func good(m map[string]int) {
	for k := range m {
		delete(m, k)
	}
}

func TestGetsSeeTheLastUsersData(t *testing.T) {
	claim.Amounts(t, "Gets, of 1000, that saw the last user's key", "Gets", stale(bad), stale(good), 900)
}
