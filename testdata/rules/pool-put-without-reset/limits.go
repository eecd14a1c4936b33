package poolputwithoutreset

import (
	"bytes"
	"sync"
)

var wrapped = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func wrap() *bytes.Buffer { return wrapped.Get().(*bytes.Buffer) }

func renderWrapped(name string) string {
	b := wrap()
	b.WriteString(name)
	defer wrapped.Put(b) // todo want "the next Get from `wrapped`"
	return b.String()
}
