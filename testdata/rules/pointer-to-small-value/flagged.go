package pointertosmallvalue

type point struct{ x, y int32 }

func (p point) sum() int32 { return p.x + p.y }

type index struct {
	at map[uint64]*point // want "`at` points to pointertosmallvalue.point values of 8 bytes .* a million take 46 MB and a million allocations; as values 38 MB, none of their own and none to follow"
}

func newIndex() *index { return &index{at: make(map[uint64]*point)} }

func (i *index) set(id uint64, x, y int32) { i.at[id] = &point{x, y} }

func (i *index) column(id uint64) int32 { return i.at[id].x }

func (i *index) total() (sum int32) {
	for _, p := range i.at {
		sum += p.x + p.y
	}
	return sum
}

func (i *index) find(id uint64) (point, bool) {
	p, ok := i.at[id]
	if !ok {
		return point{}, false
	}
	return *p, true
}

func (i *index) drop(id uint64) { delete(i.at, id) }

var counts = map[string]*int64{} // want "`counts` points to int64 values of 8 bytes .* none of their own$"

func reset(name string) { counts[name] = new(int64) }

func count(name string) int64 { return *counts[name] }

var sums = map[int]*point{ // want "`sums` points to pointertosmallvalue.point"
	1: {1, 2},
	2: &point{3, 4},
}

func addSum(id int) { sums[id] = &point{x: 1} }

func sum(id int) int32 { return sums[id].sum() }
