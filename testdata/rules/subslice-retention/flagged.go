package subsliceretention

import (
	"container/heap"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
)

type job struct{ input []byte }

type queue struct {
	mu    sync.Mutex
	jobs  []*job
	funcs []func()
	pairs []pair
}

type pair struct {
	name string
	job  *job
}

func (q *queue) add(j *job, f func(), p pair) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, j)
	q.funcs = append(q.funcs, f)
	q.pairs = append(q.pairs, p)
}

func (q *queue) next() *job {
	q.mu.Lock()
	defer q.mu.Unlock()
	j := q.jobs[0]
	q.jobs = q.jobs[1:] // want "the .subsliceretention.job that is taken off stays in the array, .* clear the slot \(`q.jobs\[0\]`\) first"
	return j
}

func (q *queue) last() *job {
	q.mu.Lock()
	defer q.mu.Unlock()
	j := q.jobs[len(q.jobs)-1]
	q.jobs = q.jobs[:len(q.jobs)-1] // want low "clear the slot \(`q.jobs\[len\(q.jobs\)-1\]`\) first"
	return j
}

func (q *queue) run() {
	for {
		q.mu.Lock()
		f := q.funcs[0]
		q.funcs = q.funcs[1:] // want "the func\(\) that is taken off"
		q.mu.Unlock()
		f()
	}
}

func (q *queue) pop() pair {
	p := q.pairs[0]
	q.pairs = q.pairs[1:] // want "the subsliceretention.pair that is taken off"
	return p
}

var pending []*job

func enqueue(j *job) { pending = append(pending, j) }

func take() *job {
	n := len(pending)
	j := pending[n-1]
	pending = pending[:n-1] // want low "clear the slot \(`pending\[n-1\]`\)"
	return j
}

type byAge []*job

func (h byAge) Len() int           { return len(h) }
func (h byAge) Less(i, j int) bool { return len(h[i].input) < len(h[j].input) }
func (h byAge) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *byAge) Push(x any)        { *h = append(*h, x.(*job)) }
func (h *byAge) Pop() any {
	old := *h
	n := len(old)
	x := old[n-1]
	*h = old[0 : n-1] // want "clear the slot \(`old\[n-1\]`\)"
	return x
}

type schedule struct {
	mu   sync.Mutex
	jobs byAge
}

func (s *schedule) add(j *job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	heap.Push(&s.jobs, j)
}

func (s *schedule) next() *job {
	s.mu.Lock()
	defer s.mu.Unlock()
	return heap.Pop(&s.jobs).(*job)
}

type file struct {
	magic   []byte
	version string
	byName  map[string][]byte
}

func (f *file) read(path string, r io.Reader) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	f.magic = data[:4] // want "`data\[:4\]` is stored and keeps the whole of `data` alive"
	text := string(data)
	f.version = text[4:12] // want "`text\[4:12\]` is stored"
	block := make([]byte, 1<<16)
	if _, err := io.ReadFull(r, block); err != nil {
		return err
	}
	f.byName[strings.ToLower(path)] = block[:16] // want "keeps all 65536 bytes of `block` alive"
	return nil
}

var magics [][]byte

func remember(r io.Reader) {
	data, _ := io.ReadAll(r)
	if slices.Contains(data, 0) {
		return
	}
	magics = append(magics, data[0:8]) // want "`data\[0:8\]` is stored"
}

func send(r io.Reader, out chan<- []byte) {
	data, _ := io.ReadAll(r)
	out <- data[:16] // want "keeps the whole of `data` alive"
}

// Few can stay in a queue that is kept short.
type short struct {
	mu   sync.Mutex
	jobs []*job
}

func (s *short) add(j *job) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.jobs) >= 32 {
		return false
	}
	s.jobs = append(s.jobs, j)
	return true
}

func (s *short) next() *job {
	s.mu.Lock()
	defer s.mu.Unlock()
	j := s.jobs[0]
	s.jobs = s.jobs[1:] // want low "the .subsliceretention.job that is taken off"
	return j
}
