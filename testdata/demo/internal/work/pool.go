// Package work runs jobs in the background.
package work

import (
	"context"
	"sync"
)

// Priority says how soon a job must run.
type Priority uint8

// The priorities.
const (
	Low Priority = iota
	Normal
	High
)

// Job is a piece of work.
type Job struct {
	ID       string
	Priority Priority
	Run      func(context.Context) error
}

// started and finished count the jobs of all pools of the process.
var (
	started = map[Priority]int{}

	finishedMu sync.Mutex
	finished   = map[Priority]int{}
)

// Pool is a fixed number of workers with one queue.
type Pool struct {
	workers int
	queue   chan Job
}

// NewPool makes a pool; Start sets it to work.
func NewPool(workers int) *Pool {
	return &Pool{workers: workers, queue: make(chan Job, 4*workers)}
}

// Start runs the workers until the context ends.
func (p *Pool) Start(ctx context.Context) {
	for i := 0; i < p.workers; i++ {
		go p.work(ctx)
	}
}

func (p *Pool) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case job := <-p.queue:
			started[job.Priority]++
			_ = job.Run(ctx)
			finishedMu.Lock()
			finished[job.Priority]++
			finishedMu.Unlock()
		}
	}
}

// Submit queues a job, or says that the queue is full.
func (p *Pool) Submit(job Job) bool {
	select {
	case p.queue <- job:
		return true
	default:
		return false
	}
}

// Finished says how many jobs of a priority are done.
func Finished(priority Priority) int {
	finishedMu.Lock()
	defer finishedMu.Unlock()
	return finished[priority]
}

// Running says how many jobs of a priority are under way.
func Running(priority Priority) int {
	return started[priority] - Finished(priority)
}

// RunAll runs all jobs at once and returns the error of each.
func RunAll(ctx context.Context, jobs []Job) map[string]error {
	outcome := make(map[string]error, len(jobs))
	var group sync.WaitGroup
	for _, job := range jobs {
		group.Add(1)
		go func() {
			defer group.Done()
			outcome[job.ID] = job.Run(ctx)
		}()
	}
	group.Wait()
	return outcome
}

// Failed runs all jobs at once and returns the errors of those that failed.
func Failed(ctx context.Context, jobs []Job) map[string]error {
	var mu sync.Mutex
	failed := make(map[string]error)
	var group sync.WaitGroup
	for _, job := range jobs {
		group.Add(1)
		go func() {
			defer group.Done()
			if err := job.Run(ctx); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed[job.ID] = err
			}
		}()
	}
	group.Wait()
	return failed
}
