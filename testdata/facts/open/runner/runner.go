package runner

import (
	"net/http"
	"sync"

	"example.com/open/jobs"
)

type Runner struct {
	mu  sync.Mutex
	job *jobs.Job
}

func (r *Runner) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	jobs.Names[q.URL.Path]++ // want "requests that are served at the same time write `jobs.Names` here with no lock"
	r.mu.Lock()
	jobs.Known[q.URL.Path]++ // ok: mu is held
	r.mu.Unlock()
	q.Header["Seen"] = nil // ok: each request has a header of its own
}

func (r *Runner) Label(names []string) {
	for _, name := range names {
		go func() {
			r.job.Labels[name] = name // want "goroutines that run at the same time write `r.job.Labels` here with no lock"
			own := jobs.New()
			own.Notes[name] = name // ok: each goroutine has a job of its own
		}()
	}
	r.job.Notes["first"] = "" // ok: no goroutine comes to it
}
