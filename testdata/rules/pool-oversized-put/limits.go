package pooloversizedput

import (
	"bytes"
	"io"
	"sync"
)

type scratch struct{ out bytes.Buffer }

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func inField(w io.Writer, r io.Reader) {
	s := scratches.Get().(*scratch)
	s.out.Reset()
	s.out.ReadFrom(r)
	w.Write(s.out.Bytes())
	scratches.Put(s) // todo want: the buffer is in a field
}

var cuts = sync.Pool{New: func() any { return new([]byte) }}

func throughVariable(w io.Writer, data []byte) {
	b := cuts.Get().(*[]byte)
	text := append((*b)[:0], data...)
	w.Write(text)
	*b = text
	cuts.Put(b) // todo want: it grows under another name
}

var checked = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func fromSmall(w io.Writer, text []byte) {
	if len(text) > 100 {
		return
	}
	b := checked.Get().(*bytes.Buffer)
	b.Reset()
	b.Write(text)
	w.Write(b.Bytes())
	checked.Put(b) // todo ok: the input was looked at
}
