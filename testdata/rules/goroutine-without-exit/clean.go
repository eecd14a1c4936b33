package goroutinewithoutexit

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"
)

func buffered(work func() int) int {
	done := make(chan int, 1)
	go func() { done <- work() }() // ok: there is room for the value
	select {
	case v := <-done:
		return v
	case <-time.After(time.Second):
		return 0
	}
}

func watches(ctx context.Context, work func() int) int {
	done := make(chan int)
	go func() {
		select {
		case done <- work(): // ok: the sender may give up too
		case <-ctx.Done():
		}
	}()
	select {
	case v := <-done:
		return v
	case <-ctx.Done():
		return 0
	}
}

func waits(work func() int) int {
	done := make(chan int)
	go func() { done <- work() }() // ok: it is always received
	return <-done
}

func drains(ctx context.Context, work func() int) int {
	done := make(chan int)
	go func() { done <- work() }() // ok: received after the timeout too
	select {
	case v := <-done:
		return v
	case <-ctx.Done():
		return <-done
	}
}

func again(work func() int) int {
	done := make(chan int)
	go func() { done <- work() }() // ok: the loop comes back to the select
	for {
		select {
		case v := <-done:
			return v
		case <-time.After(time.Second):
			println("still waiting")
		}
	}
}

func fatal(work func() int) int {
	done := make(chan int)
	go func() { done <- work() }() // ok: the other case ends the program
	select {
	case v := <-done:
		return v
	case <-time.After(time.Second):
		log.Fatal("timeout")
	}
	return 0
}

func closes(n int) {
	jobs := make(chan int)
	go func() {
		for job := range jobs { // ok: closed below
			println(job)
		}
	}()
	for i := 0; i < n; i++ {
		jobs <- i
	}
	close(jobs)
}

func deferred(work func()) {
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		<-stop // ok: closed when the function ends
	}()
	work()
}

func returned() chan<- int {
	in := make(chan int)
	go func() {
		for v := range in { // ok: the caller may close it
			println(v)
		}
	}()
	return in
}

func handed(start func(chan int)) {
	in := make(chan int)
	start(in)
	go func() {
		<-in // ok: somebody else has it
	}()
}

type server struct{ quit chan struct{} }

func stored(s *server) {
	quit := make(chan struct{})
	s.quit = quit
	go func() {
		<-quit // ok: kept in a field
	}()
}

func ticks(ctx context.Context) {
	wake := make(chan struct{})
	go func() {
		for {
			select {
			case <-wake: // ok: the context ends it
			case <-ctx.Done():
				return
			}
		}
	}()
}

func forever() {
	go func() {
		for { // ok: meant to live as long as the program, perhaps
			time.Sleep(time.Minute)
		}
	}()
}

func either(work func() (int, error)) (int, error) {
	value, failed := make(chan int), make(chan error)
	go func() {
		v, err := work()
		if err != nil {
			failed <- err // ok: one of the two is sent, and the select waits for both
			return
		}
		value <- v
	}()
	select {
	case v := <-value:
		return v, nil
	case err := <-failed:
		return 0, err
	}
}

func closedWithRoom(ctx context.Context, work func() error) error {
	done := make(chan error, 1)
	go func() {
		done <- work() // ok: there is room for the value
		close(done)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func work(c chan string) {
	for v := range c { // ok: closed on all ways below
		println(v)
	}
}

func closesFirst(read func() (string, error)) error {
	lines := make(chan string, 4)
	defer close(lines)
	go work(lines)
	for {
		line, err := read()
		if err != nil {
			return err
		}
		lines <- line
	}
}

func closesOnError(read func() (string, error)) error {
	lines := make(chan string)
	go work(lines)
	for i := 0; i < 100; i++ {
		line, err := read()
		if err != nil {
			close(lines)
			return err
		}
		lines <- line
	}
	close(lines)
	return nil
}

func perhapsNone(parallel bool, read func() (string, error)) error {
	lines := make(chan string)
	if parallel {
		go work(lines) // ok: what is started and what is closed depend on one condition
	}
	line, err := read()
	if err != nil {
		return err
	}
	if parallel {
		lines <- line
		close(lines)
	}
	return nil
}

func endsItself(read func() (string, error)) error {
	lines := make(chan string)
	go func() {
		for line := range lines { // ok: it may have ended when the function returns
			if line == "" {
				return
			}
		}
	}()
	line, err := read()
	if err != nil {
		return err
	}
	lines <- line
	close(lines)
	return nil
}

func roomForAll(works []func() error) error {
	failed := make(chan error, len(works))
	for _, work := range works {
		go func() { failed <- work() }() // ok: there is room for all
	}
	for range works {
		if err := <-failed; err != nil {
			return err
		}
	}
	return nil
}

func lastIsAnError(read func() (int, error)) error {
	type result struct {
		value int
		err   error
	}
	results := make(chan result)
	go func() {
		defer close(results)
		for {
			v, err := read()
			results <- result{v, err} // ok: after an error nothing more is sent
			if err != nil {
				return
			}
		}
	}()
	for r := range results {
		if r.err != nil {
			return r.err
		}
		println(r.value)
	}
	return nil
}

func drainsTheRest(items []string, wanted string) bool {
	found := make(chan string)
	go func() {
		defer close(found)
		for _, item := range items {
			found <- item // ok: the rest is received when the function ends
		}
	}()
	defer func() {
		for range found {
		}
	}()
	for item := range found {
		if item == wanted {
			return true
		}
	}
	return false
}

func breaksAndDrains(items []string, wanted string) (found bool) {
	all := make(chan string)
	go func() {
		defer close(all)
		for _, item := range items {
			all <- item // ok: the rest is received after the loop
		}
	}()
	for item := range all {
		if item == wanted {
			found = true
			break
		}
	}
	for range all {
	}
	return found
}

func receivesAll(works []func() int) (sum int) {
	results := make(chan int)
	for _, work := range works {
		go func() { results <- work() }() // ok: as many are received
	}
	for range works {
		sum += <-results
	}
	return sum
}

func bothReceived(a, b func() int) int {
	results := make(chan int)
	go func() { results <- a() }()
	go func() { results <- b() }() // ok: two are received
	return <-results + <-results
}

func oneOfTwo(a func() (int, error)) (int, error) {
	value, failed := make(chan int), make(chan error)
	go func() {
		v, err := a()
		if err != nil {
			failed <- err
			return
		}
		value <- v // ok: one of the two is sent
	}()
	select {
	case v := <-value:
		return v, nil
	case err := <-failed:
		return 0, err
	}
}

func otherTimer(d time.Duration) {
	t := time.NewTimer(d)
	if !t.Stop() {
		<-t.C // ok: this timer has a channel
	}
}

func eitherTimer(d time.Duration, stop func()) {
	t := time.NewTimer(d)
	if stop != nil {
		t = time.AfterFunc(d, stop)
	}
	<-t.C // ok: it may have a channel
}

func asksTimer(d time.Duration, stop func()) {
	t := time.AfterFunc(d, stop)
	if !t.Stop() && t.C != nil {
		<-t.C // ok: asked before
	}
}

func timerCase(ctx context.Context, d time.Duration, stop func()) {
	t := time.AfterFunc(d, stop)
	select {
	case <-t.C: // ok: the context ends the wait
	case <-ctx.Done():
	}
}

// Drain may be called with any timer.
func Drain(t *time.Timer) {
	if !t.Stop() {
		<-t.C // ok: other packages call it
	}
}

func listUntilDone(ctx context.Context, keys []string) <-chan string {
	found := make(chan string)
	go func() {
		defer close(found)
		for _, key := range keys {
			select {
			case found <- key: // ok: the context ends it
			case <-ctx.Done():
				return
			}
		}
	}()
	return found
}

func listWithRoom(ctx context.Context, keys []string) <-chan string {
	found := make(chan string, len(keys))
	go func() {
		defer close(found)
		for _, key := range keys {
			found <- key // ok: there is room for all
		}
	}()
	return found
}

func listWithoutContext(keys []string) <-chan string {
	found := make(chan string)
	go func() {
		defer close(found)
		for _, key := range keys {
			found <- key // ok: nothing says that the reader may stop
		}
	}()
	return found
}

type drainedPump struct {
	in   chan int
	out  chan int
	stop chan struct{}
}

func newDrainedPump(in chan int) *drainedPump {
	return &drainedPump{in: in, out: make(chan int), stop: make(chan struct{})}
}

func (p *drainedPump) run() {
	for {
		select {
		case v := <-p.in:
			p.out <- v // ok: print receives all
		case <-p.stop:
			return
		}
	}
}

func (p *drainedPump) print() {
	for v := range p.out {
		println(v)
	}
}

type stoppedPump struct {
	in   chan int
	out  chan int
	stop chan struct{}
}

func newStoppedPump(in chan int) *stoppedPump {
	return &stoppedPump{in: in, out: make(chan int), stop: make(chan struct{})}
}

func (p *stoppedPump) run() {
	for {
		select {
		case v := <-p.in:
			select {
			case p.out <- v: // ok: it waits for the stop too
			case <-p.stop:
				return
			}
		case <-p.stop:
			return
		}
	}
}

func (p *stoppedPump) next(ctx context.Context) int {
	select {
	case v := <-p.out:
		return v
	case <-ctx.Done():
		return 0
	}
}

func filledBefore(items []int, workers int, f func(int)) {
	jobs := make(chan int, len(items))
	for i := range items {
		jobs <- i
	}
	close(jobs)
	for range workers {
		go func() {
			for i := range jobs { // ok: closed before the goroutine starts
				f(items[i])
			}
		}()
	}
}

func answerUntilDone(req *request, res *response, keys []string) {
	found := make(chan string, 8)
	res.Show((<-chan string)(found))
	go func() {
		defer close(found)
		for _, key := range keys {
			select {
			case found <- key: // ok: the context ends it
			case <-req.Context().Done():
				return
			}
		}
	}()
}

func answerBoth(req *request, both func(chan string), keys []string) {
	found := make(chan string, 8)
	both(found)
	go func() {
		defer close(found)
		for _, key := range keys {
			if req.Context().Err() == nil {
				found <- key // ok: whoever has the channel may do more than receive
			}
		}
	}()
}

type asked struct {
	stopped chan struct{}
	failed  chan error
	last    chan error
}

func newAsked(work func() error) *asked {
	a := &asked{stopped: make(chan struct{}), failed: make(chan error), last: make(chan error, 1)}
	go func() {
		a.failed <- work() // ok: whoever asks next may take it
	}()
	go func() {
		a.last <- work() // ok: there is room
	}()
	return a
}

func (a *asked) ask(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-a.failed:
		return err
	}
}

func (a *asked) wait() error {
	select {
	case <-a.stopped:
		return nil
	case err := <-a.last:
		return err
	}
}

func (l *link) sendAndCancel(ctx context.Context, job int) bool {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // ok: the function cancels it
		select {
		case <-ctx.Done():
		case <-l.closed:
			cancel()
		}
	}()
	return l.put(ctx, job)
}

func (l *link) until(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() { // ok: the context is for the caller
		select {
		case <-ctx.Done():
		case <-l.closed:
		}
		cancel()
	}()
	return ctx
}

type watcher struct{ ctx context.Context }

func watch(ctx context.Context) *watcher { return &watcher{ctx} }

func (l *link) watch(ctx context.Context) *watcher {
	ctx, cancel := context.WithCancel(ctx)
	go func() { // ok: what is returned may go on with the context
		select {
		case <-ctx.Done():
		case <-l.closed:
		}
		cancel()
	}()
	return watch(ctx)
}

func (l *link) sendInTime(ctx context.Context, job int) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	go func() { // ok: it ends by itself
		select {
		case <-ctx.Done():
		case <-l.closed:
		}
		cancel()
	}()
	return l.put(ctx, job)
}

type service struct{ server http.Server }

func (s *service) listen() error {
	l, err := net.Listen("tcp", ":8080")
	if err != nil {
		return err
	}
	return s.server.Serve(l)
}

func (s *service) run(ctx context.Context) error {
	failed := make(chan error)
	go func() {
		if err := s.listen(); err != nil {
			failed <- err // ok: it serves as long as the program runs
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}

func serveOn(ctx context.Context, l net.Listener, serve func(net.Listener) error) error {
	failed := make(chan error)
	go func() { failed <- serve(l) }() // ok: it serves as long as the program runs
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}

func command(started chan bool, wait func() error) error {
	exit := make(chan error)
	go func() { exit <- wait() }() // ok: a command, which ends then
	select {
	case <-started:
		fmt.Println("started")
	case err := <-exit:
		return err
	}
	return nil
}

func untilSignal(serve func() error, signals chan os.Signal) error {
	failed := make(chan error)
	go func() {
		failed <- serve() // ok: with a signal the program ends
	}()
	select {
	case err := <-failed:
		return err
	case <-signals:
		return nil
	}
}

func untilEither(l net.Listener, c net.PacketConn, plain *http.Server, quic interface{ Serve(net.PacketConn) error }) error {
	plainErr, quicErr := make(chan error), make(chan error)
	go func() { plainErr <- plain.Serve(l) }() // ok: serves until the program ends
	go func() { quicErr <- quic.Serve(c) }()   // ok: so does this, of whatever package the server is
	select {
	case err := <-plainErr:
		return err
	case err := <-quicErr:
		return err
	}
}
