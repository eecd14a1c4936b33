package mapmadeinloop

import (
	"context"
	"fmt"
	"os"
	"reflect"
	"sort"
)

type record struct{ attrs map[string]int }

var global map[string]int

func hoisted(texts [][]string) (total int) {
	seen := make(map[string]bool) // ok: made once
	for _, words := range texts {
		clear(seen)
		for _, word := range words {
			seen[word] = true
		}
		total += len(seen)
	}
	return total
}

func fewEntries(n int) (total int) {
	for i := 0; i < n; i++ {
		m := make(map[string]int) // ok: two entries lie on the stack
		m["a"] = i
		m["b"] = i + 1
		total += m["a"]
	}
	return total
}

func smallHint(n int) (total int) {
	for i := 0; i < n; i++ {
		m := make(map[int]int, 8) // ok: 8 entries lie on the stack
		for j := 0; j < n; j++ {
			m[j%8] = i
		}
		total += len(m)
	}
	return total
}

func shortInnerLoops(n int) (total int) {
	kinds := []string{"a", "b", "c"}
	for i := 0; i < n; i++ {
		m := make(map[int]int) // ok: 8 runs of the inner loop
		for j := 0; j < 8; j++ {
			m[j] = i
		}
		byKind := map[string]int{} // ok: three elements
		for _, kind := range kinds {
			byKind[kind] = i
		}
		var corners [4]int
		byCorner := map[int]bool{} // ok: an array of four
		for _, c := range corners {
			byCorner[c] = true
		}
		total += len(m) + len(byKind) + len(byCorner)
	}
	return total
}

func fewKeys(texts [][]string) (total int) {
	for _, words := range texts {
		m := map[bool]int{} // ok: two keys there are
		for _, word := range words {
			m[word == ""]++
		}
		total += m[true]
	}
	return total
}

func sameKey(texts [][]string) (total int) {
	for i, words := range texts {
		m := map[int]int{} // ok: one key
		for range words {
			m[i]++
			m[7]++
		}
		total += m[i]
	}
	return total
}

func leaves(texts [][]string, out chan<- map[string]int) (all []map[string]int, last map[string]int) {
	byName := map[string]map[string]int{}
	var records []record
	for i, words := range texts {
		a := make(map[string]int) // ok: appended
		b := make(map[string]int) // ok: sent
		c := make(map[string]int) // ok: stored in a map
		d := make(map[string]int) // ok: put into a struct
		e := make(map[string]int) // ok: assigned to another variable
		f := make(map[string]int) // ok: passed to a function
		g := make(map[string]int) // ok: captured
		h := make(map[string]int) // ok: its address is taken
		for _, word := range words {
			a[word], b[word], c[word], d[word], e[word], f[word], g[word], h[word] = i, i, i, i, i, i, i, i
		}
		all = append(all, a)
		out <- b
		byName[words[0]] = c
		records = append(records, record{attrs: d})
		last = e
		fmt.Println(f)
		sort.Slice(words, func(x, y int) bool { return g[words[x]] < g[words[y]] })
		p := &h
		(*p)["x"] = 1
	}
	global = last
	return all, last
}

func returned(texts [][]string) map[string]int {
	for _, words := range texts {
		m := make(map[string]int) // ok: returned
		for i, word := range words {
			m[word] = i
		}
		if len(m) > 3 {
			return m
		}
	}
	return nil
}

func runsOnce(texts [][]string) (total int) {
	for _, words := range texts {
		m := make(map[string]int) // ok: the loop ends in its first run
		for i, word := range words {
			m[word] = i
		}
		total += len(m)
		break
	}
	return total
}

type large [200]byte

func largeValues(texts [][]string) (total int) {
	for _, words := range texts {
		m := map[string]large{} // ok: each value is allocated anyway
		for _, word := range words {
			m[word] = large{}
		}
		total += len(m)
	}
	return total
}

func functionInLoop(texts [][]string) (total int) {
	for _, words := range texts {
		count := func() int {
			m := map[string]int{} // ok: made by each call
			for _, word := range words {
				m[word]++
			}
			return len(m)
		}
		total += count()
	}
	return total
}

func notTheBuiltin(texts [][]string) (total int) {
	make := func(int) map[string]int { return global }
	for _, words := range texts {
		m := make(4) // ok: not the builtin
		for _, word := range words {
			m[word]++
		}
		total += len(m)
	}
	return total
}

func generic[K comparable, V any](groups [][]K, v V) (total int) {
	for _, group := range groups {
		m := map[K]V{} // ok: the sizes are not known
		for _, k := range group {
			m[k] = v
		}
		total += len(m)
	}
	return total
}

func init() {
	for _, words := range [][]string{{"a", "b"}, {"c"}} {
		m := map[string]int{} // ok: runs once per process
		for _, word := range words {
			m[word]++
		}
		println(len(m))
	}
}

func leavesAfterIt(texts [][]string) (total int) {
	for _, words := range texts {
		if len(words) == 0 {
			continue
		}
		m := make(map[string]int) // ok: whoever makes it leaves the loop
		for i, word := range words {
			m[word] = i
		}
		total += len(m)
		break
	}
	return total
}

func fetch(ctx context.Context, id string) []string { return []string{id} }

func waits(ctx context.Context, ids []string, ready <-chan []string) (total int) {
	for _, id := range ids {
		m := make(map[string]int) // ok: the call is what costs
		for i, word := range fetch(ctx, id) {
			m[word] = i
		}
		total += len(m)
	}
	for range ids {
		m := make(map[string]int) // ok: it waits for a channel
		for i, word := range <-ready {
			m[word] = i
		}
		total += len(m)
	}
	for _, id := range ids {
		m := make(map[byte]int) // ok: it reads a file
		data, _ := os.ReadFile(id)
		for i, c := range data {
			m[c] = i
		}
		total += len(m)
	}
	return total
}

type level int

func (l level) String() string { return fmt.Sprint(int(l)) }

func enumeration(texts [][]level) (total int) {
	for _, levels := range texts {
		m := make(map[level]int) // ok: an enumeration has few values
		for _, l := range levels {
			m[l]++
		}
		total += len(m)
	}
	return total
}

func whileCondition(sections []uint64, factor int) (total int) {
	for i := range sections {
		m := make(map[uint64]bool) // ok: how long the loop runs is not known
		for len(m) < factor {
			i = (i + 1) % len(sections)
			m[sections[i]] = true
		}
		total += len(m)
	}
	return total
}

func someTurns(words []string) (total int) {
	for round := 0; round < 4; round++ {
		m := make(map[string]bool) // ok: four turns
		for _, word := range words {
			m[word] = true
		}
		total += len(m) * round
	}
	return total
}

func upToFactor(hosts []string, factor int) (all []string) {
	for i := range hosts {
		seen := make(map[string]bool) // ok: the loop ends once it has enough
		for j, found := 0, 0; j < len(hosts) && found < factor; j++ {
			host := hosts[(i+j)%len(hosts)]
			if !seen[host] {
				seen[host] = true
				found++
			}
		}
		all = append(all, hosts[i])
	}
	return all
}

var kept []map[string]int

func keep(m map[string]int) { kept = append(kept, m) }

func pass(m map[string]int) { keep(m) }

func named(m map[string]int, _ int) map[string]int { return m }

func keptByHelper(texts [][]string) (total int) {
	for _, words := range texts {
		a := map[string]int{} // ok: the helper stores it
		b := map[string]int{} // ok: a helper of the helper stores it
		c := map[string]int{} // ok: the helper gives it back
		for _, word := range words {
			a[word]++
			b[word]++
			c[word]++
		}
		keep(a)
		pass(b)
		total += len(named(c, total))
	}
	return total
}

func keptByImport(texts [][]string) (all []reflect.Value) {
	for _, words := range texts {
		m := map[string]int{} // ok: what another package does with it is not known
		for _, word := range words {
			m[word]++
		}
		all = append(all, reflect.ValueOf(m))
	}
	return all
}

type grant struct {
	app    string
	scopes []string
}

func picked(grants []grant, app string) bool {
	for _, g := range grants {
		if g.app != app {
			continue
		}
		set := make(map[string]bool) // ok: as a rule one element has the name
		for _, s := range g.scopes {
			set[s] = true
		}
		if len(set) == 0 {
			return false
		}
	}
	return true
}

func pickedBelow(grants []grant, n int) (total int) {
	for i := range grants {
		if n > 2 && grants[i].app == "admin" {
			set := map[string]bool{} // ok: only for the one that is named so
			for _, s := range grants[i].scopes {
				set[s] = true
			}
			total += len(set)
		}
	}
	return total
}
