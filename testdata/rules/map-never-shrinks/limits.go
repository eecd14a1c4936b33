package mapnevershrinks

import (
	"maps"
	"time"
)

var leases = map[string]time.Time{}

func lease(id string) { leases[id] = time.Now() }

func expire(limit time.Time) {
	maps.DeleteFunc(leases, func(_ string, seen time.Time) bool { return seen.Before(limit) }) // todo want: DeleteFunc
}

type registry struct{ entries map[string]int }

func run(names chan string) {
	r := &registry{entries: map[string]int{}}
	for id := range names {
		r.entries[id]++
		for id, n := range r.entries {
			if n > 10 {
				delete(r.entries, id) // todo want: the value lives as long as the loop
			}
		}
	}
}
