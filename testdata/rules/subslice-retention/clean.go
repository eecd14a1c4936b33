package subsliceretention

import (
	"bytes"
	"container/heap"
	"io"
	"sync"
	"time"
)

type cleared struct {
	mu   sync.Mutex
	jobs []*job
	ids  []int
	free []*job
}

func (q *cleared) next() *job {
	j := q.jobs[0]
	q.jobs[0] = nil
	q.jobs = q.jobs[1:] // ok: the slot is cleared
	return j
}

func (q *cleared) id() int {
	id := q.ids[0]
	q.ids = q.ids[1:] // ok: an int keeps nothing
	return id
}

func (q *cleared) get() *job {
	if len(q.free) == 0 {
		return &job{}
	}
	j := q.free[len(q.free)-1]
	q.free = q.free[:len(q.free)-1] // ok: a list of free ones, which come back
	return j
}

func (q *cleared) remove(i int) {
	q.jobs[i] = q.jobs[len(q.jobs)-1]
	q.jobs = q.jobs[:len(q.jobs)-1] // ok: what the last slot holds is still in use
}

func (q *cleared) shift() {
	copy(q.jobs, q.jobs[1:])
	q.jobs = q.jobs[:len(q.jobs)-1] // ok: elements are moved
}

// Add makes it a queue, so that each other function must say why it is right.
func (q *cleared) Add(j *job, id int) {
	q.jobs = append(q.jobs, j)
	q.free = append(q.free, j)
	q.ids = append(q.ids, id)
}

func (q *cleared) anyone(make func() (*job, error)) (*job, error) {
	if len(q.free) > 0 {
		j := q.free[0]
		q.free = q.free[1:] // ok: free ones
		return j, nil
	}
	return make()
}

func (q *cleared) replace(keep func(*job) bool) {
	var kept []*job
	for len(q.jobs) > 0 {
		if keep(q.jobs[0]) {
			kept = append(kept, q.jobs[0])
		}
		q.jobs = q.jobs[1:] // ok: the array is dropped
	}
	q.jobs = kept
}

func (q *cleared) try(j *job, send func([]*job) bool) {
	q.jobs = append(q.jobs, j)
	if !send(nil) {
		q.jobs = q.jobs[:len(q.jobs)-1] // ok: it is the caller's, and tried again
	}
}

type batch struct {
	mu    sync.Mutex
	calls []*job
}

func newBatch(calls []*job) *batch { return &batch{calls: calls} }

func (b *batch) next() *job {
	c := b.calls[0]
	b.calls = b.calls[1:] // ok: nothing is added, it is gone when it is empty
	return c
}

type merge []*job

func (h merge) Len() int           { return len(h) }
func (h merge) Less(i, j int) bool { return len(h[i].input) < len(h[j].input) }
func (h merge) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *merge) Push(x any)        { *h = append(*h, x.(*job)) }
func (h *merge) Pop() any {
	old := *h
	n := len(old)
	x := old[n-1]
	*h = old[:n-1] // ok: the heap is gone after the merge
	return x
}

func merged(jobs []*job) (all []*job) {
	h := merge(jobs)
	for heap.Init(&h); len(h) > 0; {
		all = append(all, heap.Pop(&h).(*job))
	}
	return all
}

type parser struct{ stack []*job }

func (p *parser) pop() {
	p.stack = p.stack[:len(p.stack)-1] // ok: the parser may be gone soon
}

func local(jobs []*job) (n int) {
	for len(jobs) > 0 {
		n += len(jobs[0].input)
		jobs = jobs[1:] // ok: the function's own
	}
	return n
}

func (q *cleared) reset() {
	q.jobs = q.jobs[:0] // ok: no single element
}

func (q *cleared) drop(n int) {
	q.jobs = q.jobs[n:] // ok: not one element
}

type header struct {
	magic []byte
	body  []byte
	name  string
}

func (h *header) copied(r io.Reader) {
	data, _ := io.ReadAll(r)
	h.magic = bytes.Clone(data[:4]) // ok: a copy
	h.name = string(data[4:12])     // ok: a copy
}

func (h *header) both(r io.Reader) {
	data, _ := io.ReadAll(r)
	h.magic = data[:4] // ok: the buffer is kept anyway
	h.body = data
}

func (h *header) most(r io.Reader) {
	data, _ := io.ReadAll(r)
	h.body = data[4:] // ok: most of it
}

func (h *header) rest(r io.Reader, n int) {
	data, _ := io.ReadAll(r)
	h.body = data[:n] // ok: how much is not known
}

func (h *header) small() {
	block := make([]byte, 64)
	h.magic = block[:4] // ok: a small buffer
}

func magic(r io.Reader) string {
	data, _ := io.ReadAll(r)
	var h header
	h.magic = data[:4] // ok: gone with the function
	return string(h.magic)
}

func (h *header) given(data []byte) {
	h.magic = data[:4] // ok: not known to be large
}

// Nothing holds such a heap: the variable says only that its methods are there.
type ranking []*job

var _ heap.Interface = (*ranking)(nil)

func (r ranking) Len() int           { return len(r) }
func (r ranking) Less(i, j int) bool { return len(r[i].input) < len(r[j].input) }
func (r ranking) Swap(i, j int)      { r[i], r[j] = r[j], r[i] }
func (r *ranking) Push(x any)        { *r = append(*r, x.(*job)) }
func (r *ranking) Pop() any {
	old := *r
	last := old[len(old)-1]
	*r = old[:len(old)-1] // ok: gone with the function that made it
	return last
}

// A time points to nothing that would go.
type alarms struct {
	mu    sync.Mutex
	times []time.Time
}

func (a *alarms) set(t time.Time) { a.times = append(a.times, t) }

func (a *alarms) next() time.Time {
	t := a.times[0]
	a.times = a.times[1:] // ok: only its location
	return t
}

// A heap that is made whole and taken apart, by a struct that lives on.
type plan []*job

func (p plan) Len() int           { return len(p) }
func (p plan) Less(i, j int) bool { return len(p[i].input) < len(p[j].input) }
func (p plan) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }
func (p *plan) Push(x any)        { *p = append(*p, x.(*job)) }
func (p *plan) Pop() any {
	old := *p
	last := old[len(old)-1]
	*p = old[:len(old)-1] // ok: nothing is pushed onto it
	return last
}

// A heap whose first element only changes its place.
type turns []*job

func (t turns) Len() int           { return len(t) }
func (t turns) Less(i, j int) bool { return len(t[i].input) < len(t[j].input) }
func (t turns) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t *turns) Push(x any)        { *t = append(*t, x.(*job)) }
func (t *turns) Pop() any {
	old := *t
	*t = old[:len(old)-1] // ok: nothing pops
	return old[len(old)-1]
}

type picker struct {
	mu    sync.Mutex
	turns turns
}

func (p *picker) add(j *job) {
	p.mu.Lock()
	defer p.mu.Unlock()
	heap.Push(&p.turns, j)
}

func (p *picker) next() *job {
	p.mu.Lock()
	defer p.mu.Unlock()
	first := p.turns[0]
	heap.Fix(&p.turns, 0)
	return first
}

type planner struct {
	mu   sync.Mutex
	plan plan
}

func (p *planner) run() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for heap.Init(&p.plan); len(p.plan) > 0; {
		heap.Pop(&p.plan)
	}
}
