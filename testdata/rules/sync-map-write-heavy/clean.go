package syncmapwriteheavy

import "sync"

var read sync.Map // ok: it is read

func Set(k string) { read.Store(k, 1) }

func Get(k string) (any, bool) { return read.Load(k) }

var ranged sync.Map // ok: it is read as a whole

func Add(k string) { ranged.Store(k, 1) }

func Each(f func(k, v any) bool) { ranged.Range(f) }

var once sync.Map // ok: LoadOrStore reads

func First(k string) bool {
	_, loaded := once.LoadOrStore(k, true)
	return !loaded
}

var handed sync.Map // ok: others may read it

func Handed() *sync.Map { return &handed }

func Put(k string) { handed.Store(k, 1) }

var Exported sync.Map // ok: other packages may read it

func PutExported(k string) { Exported.Store(k, 1) }

var fixed sync.Map // ok: one key

func Fix(v int) { fixed.Store("fixed", v) }
