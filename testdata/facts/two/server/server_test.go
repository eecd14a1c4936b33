package main

import (
	"sync"
	"testing"

	"example.com/two/registry"
)

func TestProbe(t *testing.T) {
	var group sync.WaitGroup
	for _, name := range []string{"a", "b"} {
		group.Add(1)
		go func() {
			defer group.Done()
			registry.Probe(name)
		}()
	}
	group.Wait()
}
