package tickernotstopped

import "time"

func stopped(done chan bool, poll func()) {
	ticker := time.NewTicker(time.Second) // ok: stopped
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			poll()
		case <-done:
			return
		}
	}
}

func stoppedElsewhere(done chan bool) {
	ticker := time.NewTicker(time.Second) // ok: stopped in a goroutine
	go func() {
		<-done
		ticker.Stop()
	}()
	<-ticker.C
}

func forEver(poll func()) {
	ticker := time.NewTicker(time.Second) // ok: the function never returns
	for range ticker.C {
		poll()
	}
}

func forEverToo(poll func()) {
	ticker := time.NewTicker(time.Second) // ok: the function never returns
	for {
		<-ticker.C
		poll()
	}
}

func tickForEver(poll func()) {
	for range time.Tick(time.Second) { // ok: the function never returns
		poll()
	}
}

func given() *time.Ticker {
	ticker := time.NewTicker(time.Second) // ok: the caller stops it
	return ticker
}

type server struct{ ticker *time.Ticker }

func newServer() *server {
	s := &server{ticker: time.NewTicker(time.Second)} // ok: kept in a field
	ticker := time.NewTicker(time.Minute)             // ok: kept in a field
	s.ticker = ticker
	return s
}

func handed(use func(*time.Ticker)) {
	ticker := time.NewTicker(time.Second) // ok: somebody else may stop it
	use(ticker)
	<-ticker.C
}

func timer() {
	t := time.NewTimer(time.Second) // ok: a timer fires once
	<-t.C
}

func background(renew func()) {
	ticker := time.NewTicker(24 * time.Hour) // ok: the goroutine goes on
	go func() {
		for range ticker.C {
			renew()
		}
	}()
}
