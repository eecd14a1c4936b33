// Package api is the HTTP side of the service.
package api

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"example.com/orderdesk/internal/events"
	"example.com/orderdesk/internal/metrics"
	"example.com/orderdesk/internal/order"
	"example.com/orderdesk/internal/session"
	"example.com/orderdesk/internal/work"
)

// Quote is the price of an article for one customer.
type Quote struct {
	SKU   string  `json:"sku"`
	Price float64 `json:"price"`
}

const maxRates = 10_000

var (
	quotesMu sync.Mutex
	quotes   = map[string]Quote{}

	ratesMu sync.Mutex
	rates   = map[string]float64{}

	// visitors and clients map an address to the time of its first and last request.
	visitors sync.Map
	clients  sync.Map

	// currencies is filled before the first request and only read from then on.
	currencies = map[string]float64{}
)

func init() {
	for i, code := range []string{"EUR", "USD", "GBP", "CHF"} {
		currencies[code] = 1 + float64(i)/10
	}
}

// Server answers the requests.
type Server struct {
	sessions *session.Store
	stats    *metrics.Aggregator
	batcher  *events.Batcher
	pool     *work.Pool
}

// New makes a server.
func New(sessions *session.Store, stats *metrics.Aggregator, batcher *events.Batcher, pool *work.Pool) *Server {
	return &Server{sessions: sessions, stats: stats, batcher: batcher, pool: pool}
}

// Routes is the handler of the whole service.
func (s *Server) Routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, handler := range map[string]http.HandlerFunc{
		"POST /login":      s.login,
		"GET /quotes/{id}": s.quote,
		"GET /rates/{id}":  s.rate,
		"POST /orders":     s.orders,
	} {
		s.stats.AddRoute(pattern)
		mux.Handle(pattern, s.measured(pattern, handler))
	}
	return mux
}

func (s *Server) measured(route string, next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		if _, known := visitors.LoadOrStore(r.RemoteAddr, start); !known {
			s.batcher.Add(events.Event{Kind: "visit", Customer: r.RemoteAddr})
		}
		clients.Store(r.RemoteAddr, start)
		s.stats.Begin(route)
		next(w, r)
		s.stats.End(route, start.Second(), time.Since(start), r.Context().Err() != nil)
	})
}

// ForgetIdleClients drops the clients that were not seen since then.
func ForgetIdleClients(since time.Time) {
	clients.Range(func(address, seen any) bool {
		if seen.(time.Time).Before(since) {
			clients.Delete(address)
		}
		return true
	})
}

func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	token, err := s.sessions.Start(r.FormValue("customer"), time.Now())
	if err != nil {
		http.Error(w, "try again", http.StatusInternalServerError)
		return
	}
	reply(w, struct {
		Token string `json:"token"`
	}{token})
}

func (s *Server) quote(w http.ResponseWriter, r *http.Request) {
	customer, ok := s.sessions.Customer(r.Header.Get("Authorization"), time.Now())
	if !ok {
		http.Error(w, "sign in first", http.StatusUnauthorized)
		return
	}
	sku := r.PathValue("id")
	key := customer + "/" + sku
	quotesMu.Lock()
	quote, ok := quotes[key]
	if !ok {
		quote = Quote{SKU: sku, Price: price(sku)}
		quotes[key] = quote
	}
	quotesMu.Unlock()
	reply(w, quote)
}

func (s *Server) rate(w http.ResponseWriter, r *http.Request) {
	pair := r.PathValue("id")
	ratesMu.Lock()
	rate, ok := rates[pair]
	if !ok {
		if len(rates) >= maxRates {
			clear(rates)
		}
		rate = currencies[r.FormValue("currency")] * price(pair)
		rates[pair] = rate
	}
	ratesMu.Unlock()
	reply(w, rate)
}

func (s *Server) orders(w http.ResponseWriter, r *http.Request) {
	var orders []order.Order
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&orders); err != nil {
		http.Error(w, "not a list of orders", http.StatusBadRequest)
		return
	}
	for _, o := range orders {
		if !o.Valid() {
			http.Error(w, "order "+o.ID+" cannot be filled", http.StatusUnprocessableEntity)
			return
		}
		s.batcher.Add(events.Event{Kind: "order", Customer: r.RemoteAddr, Size: o.Quantity})
	}
	report := work.Job{ID: "demand", Priority: work.Normal, Run: func(context.Context) error {
		order.Demand(orders)
		return nil
	}}
	if !s.pool.Submit(report) {
		http.Error(w, "busy", http.StatusServiceUnavailable)
		return
	}
	reply(w, len(orders))
}

func price(sku string) float64 {
	sum := 0
	for _, letter := range sku {
		sum += int(letter)
	}
	return float64(sum%1000) / 10
}

func reply(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}
