package cache

import (
	"sync"

	"example.com/three/store"
)

type Cache struct {
	mu    sync.Mutex
	store *store.Store
}

func New() *Cache { return &Cache{store: store.New()} }

// Set passes on to the store what it is called for.
func (c *Cache) Set(key, value string) { c.put(key, value) }

func (c *Cache) put(key, value string) { c.store.Put(key, value) }

func (c *Cache) Get(key string) string { return c.store.Get(key) }

func (c *Cache) Retire(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.store.Retire(key)
}

// Pair has two stores.
type Pair struct {
	left, right *store.Store
}

func (p *Pair) Left(key string)  { p.left.Keep(key, "left") }
func (p *Pair) Right(key string) { p.right.Keep(key, "right") }

func NewPair() *Pair { return &Pair{left: store.New(), right: store.New()} }

var shared = store.New()

func Load(key string) string { return store.Load(key) + shared.Load(key) }

func init() { store.Drop("first") }
