// Package jobs leaves its maps open to others.
package jobs

var Names = map[string]int{}

var Known = map[string]int{}

type Job struct {
	Labels map[string]string
	Notes  map[string]string
}

func New() *Job { return &Job{Labels: map[string]string{}, Notes: map[string]string{}} }
