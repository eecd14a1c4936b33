package subsliceretention

import (
	"bytes"
	"io"
	"sync"
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
