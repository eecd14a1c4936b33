// Package evidence shows on a real toolchain what the rule pool-oversized-put claims: a buffer that grew once stays in a pool
// that is in use, and one that is dropped above a limit does not.
package evidence

import (
	"bytes"
	"runtime"
	"sync"
	"testing"

	"example.com/evidence/claim"
)

const limit = 64 << 10

// used returns a pool in which one use of 16 MB was followed by many of 4 KB and ten collections.
func used(put func(pool *sync.Pool, b *bytes.Buffer)) func() interface{} {
	return func() interface{} {
		pool := &sync.Pool{New: func() interface{} { return new(bytes.Buffer) }}
		use := func(size int) {
			b := pool.Get().(*bytes.Buffer)
			b.Reset()
			b.Write(make([]byte, size))
			put(pool, b)
		}
		use(16 << 20)
		for i := 0; i < 10; i++ {
			use(4 << 10)
			runtime.GC()
			use(4 << 10)
		}
		// Out of the pool, which a collection would empty.
		return pool.Get()
	}
}

func bad(pool *sync.Pool, b *bytes.Buffer) { pool.Put(b) }

func good(pool *sync.Pool, b *bytes.Buffer) {
	if b.Cap() <= limit {
		pool.Put(b)
	}
}

func TestALargeBufferStaysInABusyPool(t *testing.T) {
	// With more processors it depends on which of them a goroutine runs on.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	claim.Holds(t, "the pool's buffer after one use of 16 MB and ten collections with uses of 4 KB", used(bad), used(good), 100)
}
