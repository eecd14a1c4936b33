package goroutinewithoutexit

import (
	"context"
	"errors"
	"time"
)

func timeout(work func() (int, error)) (int, error) {
	type result struct {
		value int
		err   error
	}
	done := make(chan result)
	go func() {
		v, err := work()
		done <- result{v, err} // want "never ends if the select takes another case: nothing receives from `done` then"
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-time.After(time.Second):
		return 0, errors.New("timeout")
	}
}

func cancelled(ctx context.Context, work func() error) error {
	failed := make(chan error)
	go func() { failed <- work() }() // want "nothing receives from `failed` then"
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func polled(work func() int) int {
	c := make(chan int, 0)
	go func() { c <- work() }() // want "nothing receives from `c` then"
	select {
	case v := <-c:
		return v
	default:
		return 0
	}
}

func nobodySends() {
	stop := make(chan struct{})
	go func() {
		<-stop // want "this goroutine never ends: nothing sends to `stop` or closes it"
		println("stopped")
	}()
}

func nobodyCloses(n int) {
	jobs := make(chan int)
	for i := 0; i < n; i++ {
		go func() {
			for job := range jobs { // want "nothing sends to `jobs` or closes it"
				println(job)
			}
		}()
	}
}

func nobodyReceives(n int) {
	out := make(chan int)
	go func() {
		for i := 0; i < n; i++ {
			out <- i // want "this goroutine never ends: nothing receives from `out`"
		}
	}()
}

func closedAfterwards(ctx context.Context, work func() error) error {
	done := make(chan error)
	go func() {
		done <- work() // want "this goroutine never ends if the select takes another case: nothing receives from `done` then"
		close(done)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func withPanics(ctx context.Context, work func() error) error {
	done := make(chan error)
	panics := make(chan any, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				panics <- p
			}
		}()
		done <- work() // want "nothing receives from `done` then"
	}()
	select {
	case p := <-panics:
		panic(p)
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func deferredClose(ctx context.Context, work func() int) int {
	done := make(chan int)
	go func() {
		defer close(done)
		done <- work() // want "nothing receives from `done` then"
	}()
	select {
	case v := <-done:
		return v
	case <-ctx.Done():
		return 0
	}
}

func sendTo(c chan int, v int) { c <- v }

func named(work func() int) int {
	done := make(chan int)
	go sendTo(done, work()) // want "nothing receives from `done` then"
	select {
	case v := <-done:
		return v
	case <-time.After(time.Second):
		return 0
	}
}

func firstOf(a, b func() int) int {
	results := make(chan int)
	go func() { results <- a() }()
	go func() { results <- b() }() // want "fewer values are received than sent"
	return <-results
}

func consume(c chan string) {
	for {
		v, ok := <-c
		if !ok {
			break
		}
		println(v)
	}
}

func skipsTheClose(read func() (string, error)) error {
	lines := make(chan string, 4)
	for i := 0; i < 4; i++ {
		go consume(lines) // want "never ends if the function returns before it closes `lines`"
	}
	for i := 0; i < 100; i++ {
		line, err := read()
		if err != nil {
			return err
		}
		lines <- line
	}
	close(lines)
	return nil
}

func neverCloses(items []int) {
	jobs := make(chan int)
	go func() {
		for job := range jobs { // want "it waits for more from `jobs`, which nothing closes"
			println(job)
		}
	}()
	for _, item := range items {
		jobs <- item
	}
}

func firstError(works []func() error) error {
	failed := make(chan error)
	for _, work := range works {
		go func() { failed <- work() }() // want "returns before it has received all from `failed`"
	}
	for range works {
		if err := <-failed; err != nil {
			return err
		}
	}
	return nil
}

func search(items []string, wanted string) bool {
	found := make(chan string)
	go func() {
		defer close(found)
		for _, item := range items {
			found <- item // want "returns before it has received all from `found`"
		}
	}()
	for item := range found {
		if item == wanted {
			return true
		}
	}
	return false
}

func cancelledLoop(ctx context.Context, works []func() int) (sum int) {
	results := make(chan int)
	for _, work := range works {
		go func() { results <- work() }() // want "returns before it has received all from `results`"
	}
	for range works {
		select {
		case v := <-results:
			sum += v
		case <-ctx.Done():
			return 0
		}
	}
	return sum
}

func drainsTimer(d time.Duration, stop func()) {
	t := time.AfterFunc(d, stop)
	if !t.Stop() {
		<-t.C // want "this wait never ends: the timer comes from `time.AfterFunc`"
	}
}

func drainsParameter(d time.Duration, stop func()) {
	drain := func(t *time.Timer) {
		if t != nil && !t.Stop() {
			<-t.C // want "the timer comes from `time.AfterFunc`"
		}
	}
	var t *time.Timer
	if d > 0 {
		t = time.AfterFunc(d, stop)
	}
	drain(t)
}

type lease struct{ timer *time.Timer }

func newLease(d time.Duration, stop func()) *lease { return &lease{timer: time.AfterFunc(d, stop)} }

func (l *lease) release() {
	if !l.timer.Stop() {
		<-l.timer.C // want "the timer comes from `time.AfterFunc`"
	}
}

func list(ctx context.Context, keys []string, look func(context.Context, string) bool) <-chan string {
	found := make(chan string)
	go func() {
		defer close(found)
		for _, key := range keys {
			if look(ctx, key) {
				found <- key // want "it sends without waiting for the context too"
			}
		}
	}()
	return found
}

type pump struct {
	in   chan int
	out  chan int
	stop chan struct{}
}

func newPump(in chan int) *pump { return &pump{in: in, out: make(chan int), stop: make(chan struct{})} }

func (p *pump) run() {
	for {
		select {
		case v := <-p.in:
			p.out <- v // want "its loop stops on another channel, which this send does not wait for"
		case <-p.stop:
			return
		}
	}
}

func (p *pump) next(ctx context.Context) (int, bool) {
	select {
	case v := <-p.out:
		return v, true
	case <-ctx.Done():
		return 0, false
	}
}

type request struct{ ctx context.Context }

func (r *request) Context() context.Context { return r.ctx }

type response struct{ output <-chan string }

func (r *response) Show(c <-chan string) { r.output = c }

func answer(req *request, res *response, keys []string, look func(context.Context, string) bool) {
	found := make(chan string, 8)
	res.Show((<-chan string)(found))
	go func() {
		defer close(found)
		for _, key := range keys {
			if look(req.Context(), key) {
				found <- key // want "it sends without waiting for the context too"
			}
		}
	}()
}

type stream struct {
	ctx    context.Context
	cancel context.CancelFunc
	values chan int
	failed chan error
}

func openStream(ctx context.Context, fill func(*stream) error) *stream {
	s := &stream{values: make(chan int), failed: make(chan error)}
	s.ctx, s.cancel = context.WithCancel(ctx)
	go func() {
		s.failed <- fill(s) // want "all who receive from `failed` return once something else is done"
		close(s.failed)
	}()
	return s
}

func (s *stream) Close() { s.cancel() }

func (s *stream) Next() (int, error) {
	select {
	case <-s.ctx.Done():
		return 0, s.ctx.Err()
	case v := <-s.values:
		return v, nil
	case err := <-s.failed:
		return 0, err
	}
}

type link struct {
	closed chan struct{}
	jobs   chan int
}

func (l *link) send(ctx context.Context, job int) bool {
	ctx, cancel := context.WithCancel(ctx)
	go func() { // want "it alone cancels `ctx`, after it has waited for it"
		select {
		case <-ctx.Done():
		case <-l.closed:
		}
		cancel()
	}()
	return l.put(ctx, job)
}

func (l *link) put(ctx context.Context, job int) bool {
	select {
	case l.jobs <- job:
		return true
	case <-ctx.Done():
		return false
	}
}
