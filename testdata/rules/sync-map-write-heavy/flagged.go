package syncmapwriteheavy

import (
	"sync"
	"time"
)

var pending sync.Map // want "the sync.Map `pending` is never read: 1 Store and 1 Delete"

func Begin(id string) { pending.Store(id, time.Now()) }

func End(id string) { pending.Delete(id) }

type tracker struct {
	marks *sync.Map // want "`marks` is never read: 2 Store and 0 Delete"
}

func (t *tracker) mark(a, b int) {
	t.marks.Store(a, b)
	t.marks.Store(b, a)
}
