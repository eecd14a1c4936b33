package remakeinsteadofclear

type batch struct {
	seen map[string]int
}

func (b *batch) add(name string) {
	b.seen[name]++
}

func (b *batch) flush(send func(string, int)) {
	for name, n := range b.seen {
		send(name, n)
	}
	b.seen = make(map[string]int) // want "`b.seen` is made anew and filled again: `clear.b.seen.` keeps its table"
}

var pending = map[string]bool{}

func enqueue(name string) { pending[name] = true }

func drain(c chan string, send func(string)) {
	for name := range c {
		send(name)
		pending = map[string]bool{} // want "`pending` is made anew"
	}
}

type manager struct{ queues map[string]int }

func (m *manager) add(name string) { m.queues[name]++ }

func (m *manager) shutdown(send func(string)) error {
	for name := range m.queues {
		send(name)
	}
	m.queues = make(map[string]int) // want low "`m.queues` is made anew"
	return nil
}

func (m *manager) run(done chan bool, names chan string, send func(string)) error {
	for {
		select {
		case <-done:
			// The loop ends here.
			if err := m.shutdown(send); err != nil {
				return err
			}
			return nil
		case name := <-names:
			m.add(name)
		}
	}
}

type closer interface{ Close() }

type table struct{ rows map[string]int }

func (t *table) add(name string) { t.rows[name]++ }

func (t *table) Close() {
	for name := range t.rows {
		println(name)
	}
	t.rows = make(map[string]int) // want low "`t.rows` is made anew"
}

// Each is closed once.
func closeAll(all []closer) {
	for _, c := range all {
		c.Close()
	}
}

type tail struct{ entries map[int]string }

func (t *tail) add(s string) { t.entries[len(s)] = s }

func (t *tail) drop() {
	if len(t.entries) > 0 {
		t.entries = make(map[int]string) // want low "`t.entries` is made anew"
	}
}

func (t *tail) run(snapshots []int) {
	for range snapshots {
		t.drop()
	}
}
