package later

import "time"

func first() time.Time {
	t := time.NewTicker(time.Minute) // ok: collected since Go 1.23
	return <-t.C
}
