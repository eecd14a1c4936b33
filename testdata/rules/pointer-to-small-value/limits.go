package pointertosmallvalue

func local(ids []int) (sum int32) {
	points := make(map[int]*point, len(ids)) // todo want: a local map
	for _, id := range ids {
		points[id] = &point{x: int32(id)}
	}
	for _, p := range points {
		sum += p.x
	}
	return sum
}
