package unlockedmapwrite

func gate(words []string) {
	m := map[string]int{}
	start := make(chan struct{})
	for _, word := range words {
		go func() {
			<-start
			m[word]++ // todo want: the gate opens for all at once
		}()
	}
	close(start)
}

type pool struct {
	names map[string]int
	work  func(word string)
}

func (p *pool) note(word string) {
	p.names[word]++ // todo want: called through a field
}

func (p *pool) run(words []string) {
	p.work = p.note
	for _, word := range words {
		go func() { p.work(word) }()
	}
}
