package largevaluerangecopy

import "fmt"

func indexed(events []event) (n int) {
	for i := range events { // ok: no copy
		n += events[i].id
	}
	for i, _ := range events { // ok: no copy
		n += i
	}
	return n
}

func fields(events []event) (n int) {
	for _, e := range events { // ok: Go 1.27 copies nothing
		n += e.id
	}
	return n
}

func changed(events []event) (n int) {
	for _, e := range events { // ok: the copy is changed
		e.id++
		check(e)
	}
	return n
}

func kept(events []event) (list []event, pointers []*event) {
	for _, e := range events { // ok: kept
		list = append(list, e)
	}
	for _, e := range events { // ok: kept
		pointers = append(pointers, &e)
	}
	return list, pointers
}

func printed(events []event) {
	for _, e := range events { // ok: what Println gets is another copy anyway
		fmt.Println(e)
	}
}

func captured(events []event) (checks []func() bool) {
	for _, e := range events { // ok: captured
		checks = append(checks, func() bool { return check(e) })
	}
	return checks
}

type small struct{ a [200]byte }

func (s small) ok() bool { return s.a[0] == 0 }

func use(small) {}

func smalls(list []small) {
	for _, s := range list { // ok: 200 bytes
		use(s)
	}
}

func few(events [4]event) {
	for _, e := range events { // ok: four
		check(e)
	}
}

func started(events []event) {
	for _, e := range events { // ok: the goroutine needs its copy
		go check(e)
	}
}

type short [504]byte

func size(s short) int { return len(s) }

func belowTheSize(list []short) (n int) {
	for _, s := range list { // ok: 504 bytes
		n += size(s)
	}
	return n
}
