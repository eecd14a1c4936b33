package unmatchablekey

import "time"

func since(at map[time.Time]int) int {
	now := time.Now()
	return at[now] // todo want "has no such key"
}
