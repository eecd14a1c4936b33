package mapmadeinloop

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

func innerRange(texts [][]string) (total int) {
	for _, words := range texts {
		seen := make(map[string]bool) // want low "map\[string\]bool is made anew in every iteration.*96 to 108 kB for a thousand"
		for _, word := range words {
			seen[word] = true
		}
		total += len(seen)
	}
	return total
}

func literalForm(lines []string) (total int) {
	for i := 0; i < len(lines); i++ {
		var counts = map[string]int{} // want low "map\[string\]int is made anew"
		for _, word := range strings.Fields(lines[i]) {
			counts[word]++
		}
		for _, n := range counts {
			total += n
		}
	}
	return total
}

func constantHint(ids []int) (total int) {
	for _, id := range ids {
		m := make(map[int]int, 64) // want "with room for 64 entries"
		m[id] = id
		m[id*2] = id
		total += m[id+1]
	}
	return total
}

func variableHint(groups [][]int) (total int) {
	for _, group := range groups {
		m := make(map[int]int, len(group)) // want low "made anew in every iteration"
		for i, v := range group {
			m[v] = i
		}
		delete(m, 0)
		total += len(m)
	}
	return total
}

func constantBound(n int) (total int) {
	for range n {
		squares := make(map[int]int) // want "100 entries do not fit on the stack"
		for i := 0; i < 100; i++ {
			squares[i] = i * i
		}
		total += squares[n]
	}
	return total
}

func nineConstants(n int) (total int) {
	for i := 0; i < n; i++ {
		m := make(map[string]int) // want "9 entries do not fit on the stack"
		m["a"] = i
		m["b"] = i
		m["c"] = i
		m["d"] = i
		m["e"] = i
		m["f"] = i
		m["g"] = i
		m["h"] = i
		m["i"] = i
		total += m[string(rune(i))]
	}
	return total
}

func nestedLoops(cells [][][2]int) (total int) {
	for _, rows := range cells {
		m := map[[2]int]bool{} // want low "made anew"
		for _, row := range rows {
			for i := range row {
				m[[2]int{i, row[i]}] = true
			}
		}
		total += len(m)
	}
	return total
}

func inConditions(texts [][]string, all bool) (total int) {
	for _, words := range texts {
		if all {
			seen := map[string]struct{}{} // want low "made anew"
			for _, word := range words {
				if _, ok := seen[word]; !ok && word != "" {
					seen[word] = struct{}{}
					total++
				}
			}
		}
	}
	return total
}

func worker(jobs <-chan []int, out chan<- int) {
	go func() {
		for job := range jobs {
			seen := make(map[int]int) // want low "made anew"
			for _, v := range job {
				seen[v]++
			}
			out <- len(seen)
		}
	}()
}

func longest(m map[string]int) (longest string) {
	for word := range m {
		if len(word) > len(longest) {
			longest = word
		}
	}
	return longest
}

func readByHelper(texts [][]string) (all []string) {
	for _, words := range texts {
		m := map[string]int{} // want low "made anew"
		for _, word := range words {
			m[word]++
		}
		all = append(all, longest(m))
	}
	return all
}

func sorted(texts [][]string) (all []string) {
	for _, words := range texts {
		m := map[string]int{} // want low "made anew"
		for _, word := range words {
			m[word]++
		}
		all = append(all, slices.Sorted(maps.Keys(m))...)
		for n := range maps.Values(m) {
			all = append(all, fmt.Sprint(n))
		}
	}
	return all
}

type group struct {
	kind    string
	members []string
}

func unpicked(groups []group) (total int) {
	for _, g := range groups {
		if g.kind == "" {
			continue
		}
		set := make(map[string]bool) // want low "made anew in every iteration"
		for _, m := range g.members {
			set[m] = true
		}
		total += len(set)
	}
	return total
}

func namesNothing(groups []group) (total int) {
	for _, g := range groups {
		if g.kind != "" {
			set := make(map[string]bool) // want low "made anew in every iteration"
			for _, m := range g.members {
				set[m] = true
			}
			total += len(set)
		}
	}
	return total
}

func selected(texts [][]string, skip func(string) bool) (total int) {
	for _, words := range texts {
		m := map[string]int{} // want low "made anew in every iteration"
		for i, word := range words {
			if len(word) > i {
				continue
			}
			m[word] = i
		}
		total += len(m)
	}
	return total
}

func firsts(texts [][]string) (total int) {
	for _, words := range texts {
		m := map[string]int{} // want low "made anew in every iteration"
		for i, word := range words {
			if _, ok := m[word]; ok {
				continue
			}
			m[word] = i
		}
		total += len(m)
	}
	return total
}
