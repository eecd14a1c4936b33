package mapnevershrinks

import "time"

// Single keys come and go.
var churn = map[string]time.Time{}

func enter(id string) { churn[id] = time.Now() }

func leave(id string) { delete(churn, id) } // ok: a steady rate

// Beside the sweep single keys go too.
var both = map[string]time.Time{}

func enterBoth(id string) { both[id] = time.Now() }

func leaveBoth(id string) { delete(both, id) }

func sweepBoth(limit time.Time) {
	for id, seen := range both {
		if seen.Before(limit) {
			delete(both, id) // ok: the sweep only catches what leave missed
		}
	}
}

// Survivors are copied.
var copied = map[string]time.Time{}

func enterCopied(id string) { copied[id] = time.Now() }

func sweepCopied(limit time.Time) {
	for id, seen := range copied {
		if seen.Before(limit) {
			delete(copied, id) // ok: shrink replaces the map
		}
	}
}

func shrinkCopied() {
	kept := make(map[string]time.Time, len(copied))
	for id, seen := range copied {
		kept[id] = seen
	}
	copied = kept
}

// Emptied and refilled each cycle.
var cycle = map[string]int{}

func count(words []string) int {
	for word := range cycle {
		delete(cycle, word) // ok: the table is used again
	}
	for _, word := range words {
		cycle[word]++
	}
	return 0
}

// Kept short by its length.
var short = map[string]time.Time{}

func enterShort(id string, limit time.Time) {
	if len(short) > 1000 {
		for id, seen := range short {
			if seen.Before(limit) {
				delete(short, id) // ok: there is no peak
			}
		}
	}
	short[id] = time.Now()
}

// One entry at most goes in each walk.
var first = map[string]int{}

func enterFirst(id string) { first[id]++ }

func popFirst(limit int) string {
	for id, n := range first {
		if n > limit {
			delete(first, id) // ok: one at a time
			return id
		}
	}
	return ""
}

// The entries of one owner.
var owned = map[string]string{}

func own(id, owner string) { owned[id] = owner }

func disown(owner string) {
	for id, o := range owned {
		if o == owner {
			delete(owned, id) // ok: a few, as they came
		}
	}
}

// Few keys.
var byKind = map[uint8]time.Time{}

func enterKind(k uint8) { byKind[k] = time.Now() }

func sweepKind(limit time.Time) {
	for k, seen := range byKind {
		if seen.Before(limit) {
			delete(byKind, k) // ok: 256 keys at most
		}
	}
}

// A value that may not live long.
type batch struct{ seen map[string]int }

func (b *batch) add(id string) { b.seen[id]++ }

func (b *batch) prune() {
	for id, n := range b.seen {
		if n < 2 {
			delete(b.seen, id) // ok: nothing shows that a batch lives long
		}
	}
}

// A local map.
func distinct(ids []string) int {
	seen := map[string]int{}
	for _, id := range ids {
		seen[id]++
	}
	for id, n := range seen {
		if n < 2 {
			delete(seen, id) // ok: local
		}
	}
	return len(seen)
}

// Another map is walked.
var marked = map[string]bool{}
var done = map[string]int{}

func mark(id string) { marked[id] = true }

func unmark(limit int) {
	for id, n := range done {
		if n > limit {
			delete(marked, id) // ok: keys of another map
		}
	}
}

// Exported: others may replace it.
var Exported = map[string]time.Time{}

func enterExported(id string) { Exported[id] = time.Now() }

func sweepExported(limit time.Time) {
	for id, seen := range Exported {
		if seen.Before(limit) {
			delete(Exported, id) // ok: other packages may replace it
		}
	}
}
