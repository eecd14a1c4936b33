package main

import "time"

func main() {
	ticker := time.NewTicker(time.Second) // ok: as long as the program
	done := make(chan bool)
	go func() {
		ticks := time.NewTicker(time.Minute) // ok: once, as long as the program
		for {
			select {
			case <-ticks.C:
			case <-done:
				return
			}
		}
	}()
	for {
		select {
		case <-ticker.C:
		case <-done:
			return
		}
	}
}
