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
