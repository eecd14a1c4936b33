// Package group leaves some locking to its callers, which are in package server.
package group

import "sync"

type Group struct {
	Mu      sync.RWMutex
	members map[string]int
}

func New() *Group { return &Group{members: map[string]int{}} }

func (g *Group) Join(name string) {
	g.Mu.Lock()
	defer g.Mu.Unlock()
	g.members[name]++
}

func (g *Group) Leave(name string) {
	g.Mu.Lock()
	delete(g.members, name)
	g.Mu.Unlock()
}

func (g *Group) Has(name string) bool {
	g.Mu.RLock()
	defer g.Mu.RUnlock()
	return g.members[name] > 0
}

func (g *Group) Rename(from, to string) {
	g.Mu.Lock()
	defer g.Mu.Unlock()
	if g.members[from] > 0 && g.members[to] == 0 {
		g.members[to] = g.members[from]
		delete(g.members, from)
	}
}

func (g *Group) Assign() {
	for name := range g.members { // ok: every caller holds Mu
		println(name)
	}
}

func (g *Group) Count(name string) int {
	return g.members[name] // ok: one caller reads under Lock, the other under RLock
}

func (g *Group) Grow(name string) {
	g.members[name]++ // want "hold `g.Mu`; this write does not"
}

func (g *Group) First() string {
	for name := range g.members { // want "hold `g.Mu`; this read does not"
		return name
	}
	return ""
}

func (g *Group) Last() string {
	for name := range g.members { // want "hold `g.Mu`; this read does not"
		return name
	}
	return ""
}
