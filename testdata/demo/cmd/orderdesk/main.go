// Orderdesk takes orders over HTTP, prices them and reports how the shop is doing.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"net/http"
	"os/signal"
	"syscall"
	"time"

	"example.com/orderdesk/internal/api"
	"example.com/orderdesk/internal/events"
	"example.com/orderdesk/internal/metrics"
	"example.com/orderdesk/internal/session"
	"example.com/orderdesk/internal/work"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "address to listen on")
	workers := flag.Int("workers", 4, "number of background workers")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	sessions := session.NewStore(30 * time.Minute)
	stats := metrics.NewAggregator()
	batcher := events.NewBatcher(256)
	pool := work.NewPool(*workers)
	pool.Start(ctx)
	go housekeeping(ctx, sessions, stats, batcher)

	server := &http.Server{
		Addr:              *addr,
		Handler:           api.New(sessions, stats, batcher, pool).Routes(),
		ReadHeaderTimeout: 5 * time.Second,
	}
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := server.Shutdown(grace); err != nil {
			log.Print(err)
		}
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
}

// housekeeping drops what is stale and closes the metrics window once a minute.
func housekeeping(ctx context.Context, sessions *session.Store, stats *metrics.Aggregator, batcher *events.Batcher) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			sessions.DropExpired(now)
			api.ForgetIdleClients(now.Add(-time.Hour))
			stats.CloseWindow()
			for _, s := range batcher.Flush() {
				log.Printf("%d events of %d kinds, mostly %s", s.Events, s.Kinds, s.Commonest)
			}
		}
	}
}
