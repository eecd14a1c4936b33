package mismatcheddelete

import "strings"

type entry struct{ ID, Name string }

var lowered = map[string]*entry{}

func addLowered(e *entry) { lowered[strings.ToLower(e.ID)] = e }

func removeLowered(e *entry) {
	delete(lowered, e.Name) // todo want: a key that is put together is not compared
}

type point struct{ X, Y string }

type composite struct{ A, B string }

var byPoint = map[composite]*point{}

func addPoint(p *point) { byPoint[composite{p.X, p.Y}] = p }

func removePoint(p *point) {
	delete(byPoint, composite{p.Y, p.X}) // todo want: the parts stand in another order
}
