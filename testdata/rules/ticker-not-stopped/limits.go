package tickernotstopped

import "time"

type poller struct{ ticker *time.Ticker }

func (p *poller) run(done chan bool) {
	p.ticker = time.NewTicker(time.Second) // todo want "not stopped"
	for {
		select {
		case <-p.ticker.C:
		case <-done:
			return
		}
	}
}
