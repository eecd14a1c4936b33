package mismatcheddelete

// The same field.
type item struct{ ID, Name string }

var same = map[string]*item{}

func addSame(i *item) { same[i.ID] = i }

func removeSame(i *item) { delete(same, i.ID) } // ok: the same field

// One delete of several takes the field of the insert.
var mixed = map[string]*item{}

func addMixed(i *item) { mixed[i.ID] = i }

func removeMixed(i *item) {
	delete(mixed, i.ID)
	delete(mixed, i.Name) // ok: an old key, perhaps
}

// Two indices in one map.
var twice = map[string]*item{}

func addTwice(i *item) {
	twice[i.ID] = i
	twice[i.Name] = i
}

func removeTwice(i *item) { delete(twice, i.Name) } // ok: names are added too

// A key that comes through a parameter may be anything.
var byParameter = map[string]*item{}

func addByParameter(id string, i *item) { byParameter[id] = i }

func removeByParameter(i *item) { delete(byParameter, i.Name) } // ok: the key of the insert is not known

// A key that a call makes.
var byCall = map[string]*item{}

func key(i *item) string { return i.Name }

func addByCall(i *item) { byCall[key(i)] = i }

func removeByCall(i *item) { delete(byCall, i.ID) } // ok: the key of the insert is not known

// Fields of different types: a reference to the entry.
type order struct{ ItemID string }

var referred = map[string]*item{}

func addReferred(i *item) { referred[i.ID] = i }

func removeReferred(o *order) { delete(referred, o.ItemID) } // ok: an order refers to an item

// A rename: the entry moves from the old key to the new one.
type named struct{ old, name string }

var renamed = map[string]*named{}

func rename(n *named) {
	delete(renamed, n.old) // ok: the insert follows
	renamed[n.name] = n
}

// One field is set from the other.
type linked struct{ key, first string }

var byFirst = map[string]*linked{}

func newLinked(key string) *linked { return &linked{key: key, first: key} }

func addLinked(l *linked) { byFirst[l.first] = l }

func removeLinked(l *linked) { delete(byFirst, l.key) } // ok: both are set from one value

type chained struct{ current, previous string }

var byCurrent = map[string]*chained{}

func (c *chained) step(next string) {
	c.previous = c.current
	c.current = next
}

func addChained(c *chained) { byCurrent[c.current] = c }

func removeChained(c *chained) { delete(byCurrent, c.previous) } // ok: what is current becomes previous

// Another function takes entries out too.
var handed = map[string]*item{}

func addHanded(i *item) { handed[i.ID] = i }

func removeHanded(i *item) { delete(handed, i.Name) } // ok: trim gets the map

func trim(m map[string]*item) { clear(m) }

func trimHanded() { trim(handed) }

// A map that is filled elsewhere.
var filled = map[string]*item{"a": nil}

func addFilled(i *item) { filled[i.ID] = i }

func removeFilled(i *item) { delete(filled, i.Name) } // ok: what the literal holds may be names

// Exported: others may add.
var Exported = map[string]*item{}

func addExported(i *item) { Exported[i.ID] = i }

func removeExported(i *item) { delete(Exported, i.Name) } // ok: other packages may add under names

// The key is the same field of another part.
type pair struct{ left, right item }

var byLeft = map[string]*pair{}

func addPair(p *pair) { byLeft[p.left.ID] = p }

func removePair(p *pair) { delete(byLeft, p.right.ID) } // ok: the field is the same, whose it is is not compared
