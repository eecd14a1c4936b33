// Package phases has uses in functions that do something around them: some of it tells that nobody else has the map.
package phases

import (
	"encoding/gob"
	"io"
	"os"
	"sync"
	"time"
)

// server waits for the goroutines that open and close files before it looks at what is left.
type server struct {
	mu    sync.Mutex
	files map[string]int
}

func (s *server) open(k string) {
	s.mu.Lock()
	s.files[k]++
	s.mu.Unlock()
}

func (s *server) close(k string) {
	s.mu.Lock()
	delete(s.files, k)
	s.mu.Unlock()
}

func (s *server) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files[k] > 0
}

func (s *server) Serve(names []string) {
	var group sync.WaitGroup
	for _, name := range names {
		group.Add(1)
		go func() {
			defer group.Done()
			s.open(name)
			if s.has(name) {
				s.close(name)
			}
		}()
	}
	group.Wait()
	for name := range s.files { // want low "hold `s.mu`; this read"
		println(name)
	}
}

// printer waits for nobody.
type printer struct {
	mu    sync.Mutex
	files map[string]int
}

func (s *printer) open(k string) {
	s.mu.Lock()
	s.files[k]++
	s.mu.Unlock()
}

func (s *printer) close(k string) {
	s.mu.Lock()
	delete(s.files, k)
	s.mu.Unlock()
}

func (s *printer) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files[k] > 0
}

func (s *printer) Print() {
	for name := range s.files { // want medium "hold `s.mu`; this read"
		println(name)
	}
}

// warmer waits for something else.
type warmer struct {
	mu    sync.Mutex
	files map[string]int
}

func (s *warmer) open(k string) {
	s.mu.Lock()
	s.files[k]++
	s.mu.Unlock()
}

func (s *warmer) close(k string) {
	s.mu.Lock()
	delete(s.files, k)
	s.mu.Unlock()
}

func (s *warmer) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files[k] > 0
}

func (s *warmer) Warm(fetch []func()) int {
	var group sync.WaitGroup
	for _, f := range fetch {
		group.Add(1)
		go func() { defer group.Done(); f() }()
	}
	group.Wait()
	return len(s.files) // want medium "hold `s.mu`; this read"
}

// hasty waits now and then.
type hasty struct {
	mu    sync.Mutex
	files map[string]int
}

func (s *hasty) open(k string) {
	s.mu.Lock()
	s.files[k]++
	s.mu.Unlock()
}

func (s *hasty) close(k string) {
	s.mu.Lock()
	delete(s.files, k)
	s.mu.Unlock()
}

func (s *hasty) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files[k] > 0
}

func (s *hasty) Count(names []string, isLast bool) int {
	var group sync.WaitGroup
	for _, name := range names {
		group.Add(1)
		go func() { defer group.Done(); s.open(name) }()
	}
	if isLast {
		group.Wait()
	}
	return len(s.files) // want medium "hold `s.mu`; this read"
}

// restless starts another goroutine when it has waited.
type restless struct {
	mu    sync.Mutex
	files map[string]int
}

func (s *restless) open(k string) {
	s.mu.Lock()
	s.files[k]++
	s.mu.Unlock()
}

func (s *restless) close(k string) {
	s.mu.Lock()
	delete(s.files, k)
	s.mu.Unlock()
}

func (s *restless) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files[k] > 0
}

func (s *restless) Count(names []string) int {
	var group sync.WaitGroup
	for _, name := range names {
		group.Add(1)
		go func() { defer group.Done(); s.open(name) }()
	}
	group.Wait()
	go s.open("last")
	return len(s.files) // want medium "hold `s.mu`; this read"
}

// log counts who uses it in a field.
type log struct {
	mu    sync.Mutex
	users sync.WaitGroup
	names map[string]int
}

func (l *log) Retain() { l.users.Add(1) }

func (l *log) Release() { l.users.Done() }

func (l *log) Add(k string) {
	l.mu.Lock()
	l.names[k]++
	l.mu.Unlock()
}

func (l *log) Drop(k string) {
	l.mu.Lock()
	delete(l.names, k)
	l.mu.Unlock()
}

func (l *log) Has(k string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.names[k] > 0
}

func (l *log) Flush() {
	l.users.Wait()
	for k := range l.names { // want low "hold `l.mu`; this read"
		println(k)
	}
}

// store gets what it needs one by one, before it is opened.
type store struct {
	mu     sync.Mutex
	print  func(string)
	shards map[string]int
}

func (s *store) open(k string) {
	s.mu.Lock()
	s.shards[k]++
	s.mu.Unlock()
}

func (s *store) close(k string) {
	s.mu.Lock()
	delete(s.shards, k)
	s.mu.Unlock()
}

func (s *store) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shards[k] > 0
}

func (s *store) WithPrint(print func(string)) *store {
	s.print = print
	for k := range s.shards { // want low "hold `s.mu`; this read"
		print(k)
	}
	return s
}

// limited gets a limit that is also set while others have it.
type limited struct {
	mu     sync.Mutex
	limit  int
	shards map[string]int
}

func (s *limited) open(k string) {
	s.mu.Lock()
	s.shards[k]++
	s.mu.Unlock()
}

func (s *limited) close(k string) {
	s.mu.Lock()
	delete(s.shards, k)
	s.mu.Unlock()
}

func (s *limited) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shards[k] > 0
}

func (s *limited) Limit(limit int) int {
	s.limit = limit
	return len(s.shards) // want medium "hold `s.mu`; this read"
}

func (s *limited) Adapt(limit int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit = limit
}

// tenants is told of a new configuration while others have it, and says whether it is in order.
type tenants struct {
	mu     sync.Mutex
	limit  int
	shards map[string]int
}

func (s *tenants) open(k string) {
	s.mu.Lock()
	s.shards[k]++
	s.mu.Unlock()
}

func (s *tenants) close(k string) {
	s.mu.Lock()
	delete(s.shards, k)
	s.mu.Unlock()
}

func (s *tenants) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shards[k] > 0
}

func (s *tenants) Apply(limit int) error {
	s.limit = limit
	for k := range s.shards { // want medium "hold `s.mu`; this read"
		println(k)
	}
	return nil
}

// growing computes what it stores.
type growing struct {
	mu     sync.Mutex
	limit  int
	shards map[string]int
}

func (s *growing) open(k string) {
	s.mu.Lock()
	s.shards[k]++
	s.mu.Unlock()
}

func (s *growing) close(k string) {
	s.mu.Lock()
	delete(s.shards, k)
	s.mu.Unlock()
}

func (s *growing) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shards[k] > 0
}

func (s *growing) Grow() int {
	s.limit = 2 * s.limit
	return len(s.shards) // want medium "hold `s.mu`; this read"
}

// stream tells by a channel that its header has come.
type stream struct {
	mu     sync.Mutex
	ready  chan bool
	header map[string]int
}

func (s *stream) reset() {
	s.mu.Lock()
	s.header = map[string]int{}
	s.mu.Unlock()
}

func (s *stream) open(k string) {
	s.mu.Lock()
	s.header[k]++
	s.mu.Unlock()
}

func (s *stream) close(k string) {
	s.mu.Lock()
	delete(s.header, k)
	s.mu.Unlock()
}

func (s *stream) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.header[k] > 0
}

func (s *stream) Arrive(header map[string]int) {
	s.header = header // want low "hold `s.mu`; this write"
	close(s.ready)
}

// quiet closes its channel before.
type quiet struct {
	mu     sync.Mutex
	ready  chan bool
	header map[string]int
}

func (s *quiet) reset() {
	s.mu.Lock()
	s.header = map[string]int{}
	s.mu.Unlock()
}

func (s *quiet) open(k string) {
	s.mu.Lock()
	s.header[k]++
	s.mu.Unlock()
}

func (s *quiet) close(k string) {
	s.mu.Lock()
	delete(s.header, k)
	s.mu.Unlock()
}

func (s *quiet) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.header[k] > 0
}

func (s *quiet) Replace(header map[string]int) {
	close(s.ready)
	s.header = header // want medium "hold `s.mu`; this write"
}

// tracker is added to by many, and asked once for all that it has.
type tracker struct {
	mu   sync.Mutex
	seen map[string]int
}

func (t *tracker) A() {
	t.mu.Lock()
	t.seen["a"]++
	t.mu.Unlock()
}

func (t *tracker) B() {
	t.mu.Lock()
	t.seen["b"]++
	t.mu.Unlock()
}

func (t *tracker) C() {
	t.mu.Lock()
	t.seen["c"] = 1
	t.mu.Unlock()
}

func (t *tracker) Rename(old, name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seen[name] = t.seen[old]
	delete(t.seen, old)
}

func (t *tracker) Result() (all []string) {
	for k := range t.seen { // want low "hold `t.mu`; this read"
		all = append(all, k)
	}
	return all
}

// careful is asked by a function that knows of the lock.
type careful struct {
	mu   sync.Mutex
	seen map[string]int
}

func (t *careful) A() {
	t.mu.Lock()
	t.seen["a"]++
	t.mu.Unlock()
}

func (t *careful) B() {
	t.mu.Lock()
	t.seen["b"]++
	t.mu.Unlock()
}

func (t *careful) C() {
	t.mu.Lock()
	t.seen["c"] = 1
	t.mu.Unlock()
}

func (t *careful) Rename(old, name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seen[name] = t.seen[old]
	delete(t.seen, old)
}

func (t *careful) Result() (all []string) {
	if len(t.seen) == 0 { // want medium "hold `t.mu`; this read"
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for k := range t.seen {
		all = append(all, k)
	}
	return all
}

// jobs is used by the commands that one goroutine of each value runs: it reads what it alone writes, and the lock is there
// for those who ask from elsewhere.
type jobs struct {
	mu       sync.Mutex
	commands chan command
	known    map[string]time.Time
}

type command interface{ run(j *jobs) }

func New() *jobs {
	j := &jobs{commands: make(chan command), known: map[string]time.Time{}}
	go j.loop()
	return j
}

func (j *jobs) Restart() { go j.loop() }

func (j *jobs) loop() {
	for c := range j.commands {
		c.run(j)
	}
}

type add struct{ name string }

func (a *add) run(j *jobs) {
	j.set(a.name)
}

type drop struct{ name string }

func (d *drop) run(j *jobs) {
	if j.known[d.name].IsZero() { // ok: only the goroutine that writes reads here
		return
	}
	j.mu.Lock()
	delete(j.known, d.name)
	j.mu.Unlock()
}

func (j *jobs) set(name string) {
	j.mu.Lock()
	j.known[name] = time.Now()
	j.mu.Unlock()
}

func (j *jobs) Has(name string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return !j.known[name].IsZero()
}

// registry asks for its lock in another word.
type registry struct {
	mu  sync.Mutex
	ids map[int]int
}

func (r *registry) Add(id int) {
	r.mu.Lock()
	r.ids[id]++
	r.mu.Unlock()
}

func (r *registry) Drop(id int) {
	r.mu.Lock()
	delete(r.ids, id)
	r.mu.Unlock()
}

func (r *registry) Has(id int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ids[id] > 0
}

// r.mu must be held.
func (r *registry) Find(id int) int {
	return r.ids[id] // want low "hold `r.mu`; this read"
}

// logFile sets several fields when it is opened.
type logFile struct {
	mu    sync.Mutex
	path  string
	file  *os.File
	data  []byte
	sizes map[string]int
}

func (s *logFile) open(k string) {
	s.mu.Lock()
	s.sizes[k]++
	s.mu.Unlock()
}

func (s *logFile) close(k string) {
	s.mu.Lock()
	delete(s.sizes, k)
	s.mu.Unlock()
}

func (s *logFile) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sizes[k] > 0
}

func (s *logFile) Read() (err error) {
	s.file, err = os.Open(s.path)
	s.data = make([]byte, 64)
	for k := range s.sizes { // want low "hold `s.mu`; this read"
		println(k)
	}
	return err
}

// compiler makes its rules once, before anybody looks at them.
type compiler struct {
	mu    sync.Mutex
	once  sync.Once
	rules map[string]int
}

func (s *compiler) open(k string) {
	s.mu.Lock()
	s.rules[k]++
	s.mu.Unlock()
}

func (s *compiler) close(k string) {
	s.mu.Lock()
	delete(s.rules, k)
	s.mu.Unlock()
}

func (s *compiler) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rules[k] > 0
}

func (s *compiler) reset() {
	s.mu.Lock()
	s.rules = map[string]int{}
	s.mu.Unlock()
}

func (s *compiler) Rules() int {
	s.once.Do(func() {
		s.fetch(3)
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.rules)
}

func (s *compiler) fetch(n int) {
	s.rules = make(map[string]int, n) // ok: nobody comes by before it is done
}

// twice makes its rules once, and again when it is asked to.
type twice struct {
	mu    sync.Mutex
	once  sync.Once
	rules map[string]int
}

func (s *twice) open(k string) {
	s.mu.Lock()
	s.rules[k]++
	s.mu.Unlock()
}

func (s *twice) close(k string) {
	s.mu.Lock()
	delete(s.rules, k)
	s.mu.Unlock()
}

func (s *twice) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rules[k] > 0
}

func (s *twice) reset() {
	s.mu.Lock()
	s.rules = map[string]int{}
	s.mu.Unlock()
}

func (s *twice) Rules() int {
	s.once.Do(func() {
		s.fetch(3)
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.rules)
}

func (s *twice) Again() {
	s.fetch(4)
}

func (s *twice) fetch(n int) {
	s.rules = make(map[string]int, n) // want medium "hold `s.mu`; this write"
}

// collection is only reached through an index, which has a lock of its own.
type collection interface{ all() int }

type index struct {
	mu    sync.Mutex
	parts map[string]collection
}

func (i *index) Search(k string) int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.parts[k].all()
}

// part is one of its collections.
type part struct {
	mu   sync.Mutex
	docs map[string]int
}

func (s *part) open(k string) {
	s.mu.Lock()
	s.docs[k]++
	s.mu.Unlock()
}

func (s *part) close(k string) {
	s.mu.Lock()
	delete(s.docs, k)
	s.mu.Unlock()
}

func (s *part) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.docs[k] > 0
}

func (s *part) all() int {
	return len(s.docs) // want low "hold `s.mu`; this read"
}

// saved is encoded with its lock held.
type saved struct {
	mu   sync.Mutex
	docs map[string]int
}

func (s *saved) open(k string) {
	s.mu.Lock()
	s.docs[k]++
	s.mu.Unlock()
}

func (s *saved) close(k string) {
	s.mu.Lock()
	delete(s.docs, k)
	s.mu.Unlock()
}

func (s *saved) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.docs[k] > 0
}

func (s *saved) Save(w io.Writer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return gob.NewEncoder(w).Encode(s)
}

func (s *saved) GobEncode() ([]byte, error) {
	for k := range s.docs { // want low "hold `s.mu`; this read"
		println(k)
	}
	return nil, nil
}

// printed is encoded with no lock held.
type printed struct {
	mu   sync.Mutex
	docs map[string]int
}

func (s *printed) open(k string) {
	s.mu.Lock()
	s.docs[k]++
	s.mu.Unlock()
}

func (s *printed) close(k string) {
	s.mu.Lock()
	delete(s.docs, k)
	s.mu.Unlock()
}

func (s *printed) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.docs[k] > 0
}

func (s *printed) Save(w io.Writer) error {
	return gob.NewEncoder(w).Encode(s)
}

func (s *printed) GobEncode() ([]byte, error) {
	for k := range s.docs { // want medium "hold `s.mu`; this read"
		println(k)
	}
	return nil, nil
}

// jar is thrown away by whoever resets its client.
type jar struct {
	mu      sync.Mutex
	cookies map[string]int
}

func newJar() *jar {
	return &jar{cookies: map[string]int{}}
}

func (s *jar) open(k string) {
	s.mu.Lock()
	s.cookies[k]++
	s.mu.Unlock()
}

func (s *jar) close(k string) {
	s.mu.Lock()
	delete(s.cookies, k)
	s.mu.Unlock()
}

func (s *jar) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cookies[k] > 0
}

func (s *jar) renew() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cookies = map[string]int{}
}

func (s *jar) Release() {
	s.cookies = nil // want low "hold `s.mu`; this write"
}

type browser struct {
	mu  sync.Mutex
	jar *jar
}

func (b *browser) Reset() {
	b.jar.Release()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.jar = newJar()
}
