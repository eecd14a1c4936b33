package subsliceretention

import (
	"io"
	"strings"
)

var firsts []string

func first(r io.Reader) {
	data, _ := io.ReadAll(r)
	firsts = append(firsts, strings.Split(string(data), "\n")[0]) // todo want: a substring of all
}

type worker struct{ todo []*job }

var workers = []*worker{{}}

func (w *worker) next() *job {
	j := w.todo[0]
	w.todo = w.todo[1:] // todo want: workers live on
	return j
}
