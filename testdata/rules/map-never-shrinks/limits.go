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

type registry struct{ entries map[string]time.Time }

func run(stop chan string) {
	r := &registry{entries: map[string]time.Time{}}
	for id := range stop {
		r.entries[id] = time.Now()
		for id, seen := range r.entries {
			if time.Since(seen) > time.Hour {
				delete(r.entries, id) // todo want: the value lives as long as the loop
			}
		}
	}
}
