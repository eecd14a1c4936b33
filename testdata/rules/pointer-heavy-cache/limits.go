package pointerheavycache

import "sync"

var (
	loadedMu sync.Mutex
	loaded   = map[string]*session{} // todo want: filled from a large table
)

func load(rows []string) {
	loadedMu.Lock()
	defer loadedMu.Unlock()
	for _, row := range rows {
		loaded[row] = &session{}
	}
}
