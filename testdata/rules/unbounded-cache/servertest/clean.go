// Package servertest has what tests of servers need.
package servertest

import "net/http"

// Recorder counts what a test requests.
type Recorder struct{ counts map[string]int }

func NewRecorder() *Recorder { return &Recorder{counts: map[string]int{}} }

func (r *Recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.counts[req.URL.Path]++ // ok: it lives as long as a test
}
