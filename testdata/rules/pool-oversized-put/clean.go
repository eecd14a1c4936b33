package pooloversizedput

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
)

const most = 64 << 10

var limited = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func capped(w io.Writer, r *http.Request) {
	b := limited.Get().(*bytes.Buffer)
	b.Reset()
	io.Copy(b, r.Body)
	w.Write(b.Bytes())
	if b.Cap() <= most {
		limited.Put(b) // ok: large ones are dropped
	}
}

var reads = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func bounded(w io.Writer, r *http.Request) {
	b := reads.Get().(*bytes.Buffer)
	defer reads.Put(b) // ok: the input has a limit
	b.Reset()
	io.Copy(b, io.LimitReader(r.Body, most))
	w.Write(b.Bytes())
}

var blocks = sync.Pool{New: func() any { return make([]byte, 4096) }}

func block(r io.Reader) int {
	b := blocks.Get().([]byte)
	n, _ := r.Read(b)
	blocks.Put(b) // ok: it never grows
	return n
}

var headers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func header(w io.Writer, version byte) {
	b := headers.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString("v")
	b.WriteByte(version)
	w.Write(b.Bytes())
	headers.Put(b) // ok: a few bytes
}

var builders = sync.Pool{New: func() any { return new(strings.Builder) }}

func built(text string) string {
	b := builders.Get().(*strings.Builder)
	b.WriteString(text)
	text = b.String()
	b.Reset()
	builders.Put(b) // ok: a builder that is reset has no memory
	return text
}

var pooled = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func put(b *bytes.Buffer) {
	if b.Len() > most {
		return
	}
	b.Reset()
	pooled.Put(b) // ok: the size is looked at
}

func use(w io.Writer, text []byte) {
	b := pooled.Get().(*bytes.Buffer)
	b.Write(text)
	w.Write(b.Bytes())
	put(b)
}

var words = sync.Pool{New: func() any { return map[string]bool{} }}

func few() int {
	set := words.Get().(map[string]bool)
	for _, w := range [...]string{"a", "b", "a"} {
		set[w] = true
	}
	n := len(set)
	clear(set)
	words.Put(set) // ok: three at most
	return n
}

var names = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func greet(w io.Writer, name string) {
	b := names.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString("hello ")
	b.WriteString(name)
	w.Write(b.Bytes())
	names.Put(b) // ok: a name
}

var large = sync.Pool{New: func() any { return new([]byte) }}

func dropped(w io.Writer, data []byte) {
	b := large.Get().(*[]byte)
	*b = append((*b)[:0], data...)
	w.Write(*b)
	if cap(*b) > most {
		*b = nil
	}
	large.Put(b) // ok: large ones are dropped
}

func counted(w io.Writer, r *http.Request) {
	b := reads.Get().(*bytes.Buffer)
	defer reads.Put(b) // ok: the input has a limit
	b.Reset()
	io.Copy(b, &io.LimitedReader{R: r.Body, N: most})
	w.Write(b.Bytes())
}

func cut(w http.ResponseWriter, r *http.Request) {
	b := reads.Get().(*bytes.Buffer)
	defer reads.Put(b) // ok: the body has a limit
	b.Reset()
	r.Body = http.MaxBytesReader(w, r.Body, most)
	io.Copy(b, r.Body)
	w.Write(b.Bytes())
}

type person struct{ first, last string }

func (p person) write(w io.Writer) {
	b := large.Get().(*[]byte)
	*b = append((*b)[:0], p.first...)
	*b = append(*b, p.last...)
	w.Write(*b)
	large.Put(b) // ok: names
}
