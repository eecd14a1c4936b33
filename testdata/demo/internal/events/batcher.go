// Package events gathers what happens in the shop and sums it up.
package events

import "sync"

// Event is something that a customer did.
type Event struct {
	Kind     string
	Customer string
	Size     int
}

// Summary is what remains of a batch.
type Summary struct {
	Events    int
	Kinds     int
	Commonest string
}

// Batcher collects events into batches of one size. It is safe for concurrent use.
type Batcher struct {
	size int

	mu      sync.Mutex
	batches [][]Event
}

// NewBatcher makes a batcher.
func NewBatcher(size int) *Batcher {
	return &Batcher{size: size}
}

// Add puts an event into the last batch that has room.
func (b *Batcher) Add(e Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if last := len(b.batches) - 1; last >= 0 && len(b.batches[last]) < b.size {
		b.batches[last] = append(b.batches[last], e)
		return
	}
	b.batches = append(b.batches, append(make([]Event, 0, b.size), e))
}

func (b *Batcher) take() [][]Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	batches := b.batches
	b.batches = nil
	return batches
}

// Flush sums up all batches and starts anew.
func (b *Batcher) Flush() []Summary {
	batches := b.take()
	summaries := make([]Summary, 0, len(batches))
	for _, batch := range batches {
		kinds := make(map[string]int)
		for _, e := range batch {
			kinds[e.Kind]++
		}
		summary := Summary{Events: len(batch), Kinds: len(kinds)}
		for kind, count := range kinds {
			if count > kinds[summary.Commonest] {
				summary.Commonest = kind
			}
		}
		summaries = append(summaries, summary)
	}
	return summaries
}

// Customers counts, per batch, how many customers took part.
func Customers(batches [][]Event) []int {
	counts := make([]int, 0, len(batches))
	seen := make(map[string]bool)
	for _, batch := range batches {
		clear(seen)
		for _, e := range batch {
			seen[e.Customer] = true
		}
		counts = append(counts, len(seen))
	}
	return counts
}

// Volumes adds up, per batch, the sizes of each kind. The caller keeps all of the maps.
func Volumes(batches [][]Event) []map[string]int {
	volumes := make([]map[string]int, 0, len(batches))
	for _, batch := range batches {
		volume := make(map[string]int)
		for _, e := range batch {
			volume[e.Kind] += e.Size
		}
		volumes = append(volumes, volume)
	}
	return volumes
}

// Odd counts the batches in which orders and returns do not balance.
func Odd(batches [][]Event) int {
	odd := 0
	for _, batch := range batches {
		balance := map[bool]int{}
		for _, e := range batch {
			balance[e.Kind == "return"]++
		}
		if balance[true] != balance[false] {
			odd++
		}
	}
	return odd
}
