package largevaluerangecopy

import "fmt"

type event struct {
	id      int
	payload [512]byte
}

func check(e event) bool { return e.id > 0 }

func whole(events []event) (n int) {
	for _, e := range events { // want "each turn copies 520 bytes into `e`, and again into the function that gets it; use `&events.i.`"
		if check(e) {
			n++
		}
	}
	return n
}

func ofMap(events map[string]event) {
	for k, e := range events { // want low "copies 520 bytes into `e`.*a map of pointers has nothing to copy"
		if k != "" {
			check(e)
		}
	}
}

func report(e event, names []string) {
	for _, name := range names {
		println(name, e.id)
	}
}

func long(events []event, names []string) {
	for _, e := range events { // want low "copies 520 bytes into `e`"
		report(e, names)
	}
}

func listed(events []event) {
	for _, e := range events { // want low "copies 520 bytes into `e`"
		if check(e) {
			fmt.Println(e.id)
		}
	}
}
