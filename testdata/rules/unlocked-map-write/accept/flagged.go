// Package accept has servers for tests: the file imports package testing.
package accept

import (
	"bufio"
	"net"
	"testing"
)

// fake serves the clients that a test makes, as a rule one.
type fake struct {
	net.Listener
	enabled map[string]bool
}

func (f *fake) listen() {
	for {
		c, err := f.Accept()
		if err != nil {
			return
		}
		go f.handle(c)
	}
}

func (f *fake) handle(c net.Conn) {
	lines := bufio.NewScanner(c)
	for lines.Scan() {
		f.enabled[lines.Text()] = true // want low "write `f.enabled` here with no lock"
	}
}

// load starts its goroutines without waiting for anybody.
type load struct{ seen map[string]bool }

func (l *load) run(t *testing.T, names []string) {
	for _, name := range names {
		go l.see(name)
	}
}

func (l *load) see(name string) {
	l.seen[name] = true // want "write `l.seen` here with no lock"
}
