package poolputwithoutreset

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func render(name string) string {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(name)
	text := b.String()
	buffers.Put(b) // want "the next Get from `buffers` begins with these bytes"
	return text
}

type encoder struct {
	pool sync.Pool
	sets sync.Pool
	seen sync.Pool
}

func (e *encoder) encode(w io.Writer, x any) error {
	b, ok := e.pool.Get().(*bytes.Buffer)
	if !ok {
		b = new(bytes.Buffer)
	}
	defer e.pool.Put(b) // want "the next Get from `pool`"
	if err := json.NewEncoder(b).Encode(x); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (e *encoder) distinct(words []string) int {
	set := e.sets.Get().(map[string]bool)
	for _, w := range words {
		set[w] = true
	}
	n := len(set)
	e.sets.Put(set) // want "the next Get from `sets` begins with these keys"
	return n
}

func (e *encoder) doubles(words []string) (n int) {
	set := e.seen.Get().(map[string]bool)
	for _, w := range words {
		if set[w] {
			n++
		}
		set[w] = true
	}
	e.seen.Put(set) // want "the next Get from `seen` begins with these keys"
	return n
}

var builders = &sync.Pool{New: func() any { return new(strings.Builder) }}

func describe(x any) string {
	var b = builders.Get().(*strings.Builder)
	fmt.Fprint(b, x)
	defer builders.Put(b) // want "the next Get from `builders`"
	return b.String()
}
