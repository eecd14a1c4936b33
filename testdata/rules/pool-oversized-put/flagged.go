package pooloversizedput

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"sync"
)

var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func echo(w io.Writer, r *http.Request) {
	b := bodies.Get().(*bytes.Buffer)
	defer bodies.Put(b) // want "`b` goes back to `bodies` as large as its input made it"
	b.Reset()
	io.Copy(b, r.Body)
	w.Write(b.Bytes())
}

type encoder struct{ pool sync.Pool }

func (e *encoder) encode(w io.Writer, values []any) error {
	b, ok := e.pool.Get().(*bytes.Buffer)
	if !ok {
		b = new(bytes.Buffer)
	}
	defer func() {
		b.Reset()
		e.pool.Put(b) // want "`b` goes back to `pool`"
	}()
	if err := json.NewEncoder(b).Encode(values); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

var frames = sync.Pool{New: func() any { return new([]byte) }}

func frame(w io.Writer, kind byte, data []byte) {
	b := frames.Get().(*[]byte)
	*b = append((*b)[:0], kind)
	*b = append(*b, data...)
	w.Write(*b)
	frames.Put(b) // want "`b` goes back to `frames`"
}

var sets = sync.Pool{New: func() any { return map[string]bool{} }}

func distinct(words []string) int {
	set := sets.Get().(map[string]bool)
	for _, w := range words {
		set[w] = true
	}
	n := len(set)
	clear(set)
	sets.Put(set) // want low "with its table, 42 MB after a million entries, which never shrinks"
	return n
}

var lines = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func release(b *bytes.Buffer) {
	b.Reset()
	lines.Put(b) // want "`b` goes back to `lines`"
}

func line(w io.Writer, text []byte) {
	b := lines.Get().(*bytes.Buffer)
	b.Write(text)
	b.WriteByte('\n')
	w.Write(b.Bytes())
	release(b)
}
