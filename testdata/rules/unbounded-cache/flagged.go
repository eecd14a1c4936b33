package unboundedcache

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

var visits = map[string]int{}

func countVisit(w http.ResponseWriter, r *http.Request) {
	visits[r.RemoteAddr]++ // want "`visits` only grows: each new key takes at least 24 bytes"
}

var lastSeen sync.Map

func see(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lastSeen.Store(r.Header.Get("X-Customer"), time.Now()) // want "`lastSeen` only grows: each new key takes 146-170 bytes"
		next.ServeHTTP(w, r)
	})
}

type quote struct{ price float64 }

var (
	quotesMu sync.Mutex
	quotes   map[string]*quote
)

func init() { quotes = make(map[string]*quote) }

func quoteFor(article string) *quote {
	quotesMu.Lock()
	defer quotesMu.Unlock()
	if q, ok := quotes[article]; ok {
		return q
	}
	q := &quote{price: float64(len(article))}
	quotes[article] = q // want "`quotes` only grows"
	return q
}

func serveQuote(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	_ = quoteFor("article/" + id)
}

var slugs = map[string]string{}

func Slug(title string) string {
	if s, ok := slugs[title]; ok {
		return s
	}
	s := shorten(title)
	slugs[title] = s // want "`slugs` only grows: each new key takes 108-116 bytes"
	return s
}

func shorten(s string) string { return s[:min(len(s), 8)] }

var perPeer = map[string]int{}

func address(r *http.Request) string {
	if forwarded := r.Header.Get("X-Forwarded-For"); forwarded != "" {
		return forwarded
	}
	return r.RemoteAddr
}

func countPeer(w http.ResponseWriter, r *http.Request) {
	perPeer[strings.ToLower(address(r))]++ // want "`perPeer` only grows"
}
