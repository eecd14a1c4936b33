package appendalias

type builder struct{ prefix []string }

func (b *builder) all(words []string) (all [][]string) {
	b.prefix = append(b.prefix, "root")
	for _, w := range words {
		all = append(all, append(b.prefix, w)) // todo want "share the room"
	}
	return all
}
