// Package evidence shows on a real toolchain what the rule large-pointer-churn claims: storing a new pointer under a key that
// exists allocates the whole value, writing through the pointer that is there allocates nothing.
package evidence

import "testing"

type window struct{ requests [60]int }

const routes = 100

func filled() map[int]*window {
	m := make(map[int]*window, routes)
	for i := 0; i < routes; i++ {
		m[i] = &window{}
	}
	return m
}

func allocations(f func()) float64 { return testing.AllocsPerRun(20, f) }

func TestNewPointersAllocateInEachTurn(t *testing.T) {
	m := filled()
	literal := allocations(func() {
		for k := range m {
			m[k] = &window{}
		}
	})
	built := allocations(func() {
		for k := range m {
			m[k] = new(window)
		}
	})
	if literal < routes || built < routes {
		t.Errorf("%v and %v allocations for %d keys", literal, built, routes)
	}
}

func TestWritingThroughThePointerAllocatesNothing(t *testing.T) {
	m := filled()
	got := allocations(func() {
		for _, w := range m {
			*w = window{}
		}
		for i := 0; i < routes; i++ {
			if w := m[i]; w != nil {
				*w = window{}
			}
		}
	})
	if got != 0 {
		t.Errorf("%v allocations", got)
	}
}
