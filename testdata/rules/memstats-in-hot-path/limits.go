package memstatsinhotpath

import (
	"fmt"
	"runtime"
)

func sizes(n int) {
	var stats runtime.MemStats
	for i := 0; i < n; i++ {
		runtime.ReadMemStats(&stats) // todo want "in each turn of a loop"
		fmt.Println(stats.HeapAlloc)
	}
}
