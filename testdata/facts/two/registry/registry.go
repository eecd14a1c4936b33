// Package registry has maps that the functions and methods of the package use with no lock.
package registry

import "sync"

// Requests of package server come here at the same time.
var settings = map[string]string{}

func Setting(name string) string { return lookup(name) }

func lookup(name string) string {
	value, ok := settings[name]
	if !ok {
		value = "default " + name
		settings[name] = value // want medium "`settings` is written here with no lock, and other packages come here"
	}
	return value
}

var excused = map[string]int{}

func Excused(name string) {
	//mapvet:ignore unlocked-map-write the figures are allowed to be wrong
	excused[name]++ // ok: a directive says why
}

// Every caller holds Mu.
var (
	Mu     sync.Mutex
	quotas = map[string]int{}
)

func Spend(name string) {
	quotas[name]++ // ok: the handlers of package server hold Mu
}

// The package holds a lock itself.
var (
	countsMu sync.Mutex
	counts   = map[string]int{}
)

func Count(name string) {
	countsMu.Lock()
	defer countsMu.Unlock()
	counts[name]++ // ok: countsMu is held
}

var drivers = map[string]func(){}

func Register(name string, driver func()) {
	drivers[name] = driver // ok: called while the program starts
}

func Driver(name string) func() { return drivers[name] }

var probes = map[string]bool{}

func Probe(name string) {
	probes[name] = true // ok: only tests call it
}

var nobody = map[string]bool{}

func Nobody(name string) {
	nobody[name] = true // ok: that nobody calls it here proves nothing
}

var tables = map[string]*Table{}

// Known is called for each request, but only reads.
func Known(name string) *Table { return tables[name] }

func Know(name string, table *Table) {
	tables[name] = table // ok: only main calls it, before it starts anything
}

// Table is shared by the goroutines that package server starts.
type Table struct {
	rows  map[string]int
	spare map[string]int
	seen  map[string]bool
}

func NewTable() *Table {
	return &Table{rows: map[string]int{}, spare: map[string]int{}, seen: map[string]bool{}}
}

func (t *Table) Add(name string) {
	t.rows[name]++ // want medium "`t.rows` is written here with no lock, and other packages come here"
}

// Touch is called by what goroutines call, which may have another table.
func (t *Table) Touch(name string) {
	t.seen[name] = true // want low "`t.seen` is written here with no lock, and other packages come here"
}

func (t *Table) Rows() int { return len(t.rows) }

func (t *Table) Keep(name string) {
	t.spare[name]++ // ok: each goroutine has a table of its own
}

// Store is what package server knows of memory.
type Store interface {
	Put(name string)
}

type memory struct{ names map[string]bool }

func NewStore() Store { return &memory{names: map[string]bool{}} }

func (m *memory) Put(name string) {
	m.names[name] = true // want low "`m.names` is written here with no lock, and other packages come here"
}

// Pages is used by one goroutine, which then hands it on.
type Pages struct{ read map[int]bool }

func NewPages() *Pages { return &Pages{read: map[int]bool{}} }

func (p *Pages) Mark(page int) {
	p.read[page] = true // ok: the goroutine that marks is waited for
}
