package poolputwithoutreset

import (
	"bytes"
	"io"
	"sync"
)

var after = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func resetAfterGet(name string) string {
	b := after.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString(name)
	defer after.Put(b) // ok: reset after Get
	return b.String()
}

var sets = sync.Pool{New: func() any { return map[string]bool{} }}

func cleared(words []string) int {
	set := sets.Get().(map[string]bool)
	for _, w := range words {
		set[w] = true
	}
	n := len(set)
	clear(set)
	sets.Put(set) // ok: cleared
	return n
}

var old = sync.Pool{New: func() any { return map[string]bool{} }}

func deleted(words []string) int {
	set := old.Get().(map[string]bool)
	for k := range set {
		delete(set, k)
	}
	for _, w := range words {
		set[w] = true
	}
	defer old.Put(set) // ok: emptied key by key
	return len(set)
}

var drained = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func copied(w io.Writer, name string) {
	b := drained.Get().(*bytes.Buffer)
	b.WriteString(name)
	b.WriteTo(w)
	drained.Put(b) // ok: WriteTo leaves nothing
}

var slices = sync.Pool{New: func() any { return make([]byte, 4096) }}

func read(r io.Reader) int {
	b := slices.Get().([]byte)
	n, _ := r.Read(b)
	slices.Put(b) // ok: what was in a slice of fixed length is written over
	return n
}

// Shared is for other packages too, which may reset what they put back.
var Shared = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func shared(name string) string {
	b := Shared.Get().(*bytes.Buffer)
	b.WriteString(name)
	defer Shared.Put(b) // ok: not all uses are seen
	return b.String()
}

var handed = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func handedOn(write func(*bytes.Buffer)) string {
	b := handed.Get().(*bytes.Buffer)
	write(b)
	b.WriteByte('\n')
	defer handed.Put(b) // ok: write may reset it
	return b.String()
}

var caches = sync.Pool{New: func() any { return map[string]int{} }}

func cached(key string, compute func(string) int) int {
	m := caches.Get().(map[string]int)
	defer caches.Put(m) // ok: a cache that the collector may take
	if v, ok := m[key]; ok {
		return v
	}
	v := compute(key)
	m[key] = v
	return v
}
