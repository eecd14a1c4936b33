package wrapped

import (
	"net/http/httptest"
	"sync"
	"testing"
)

var turn sync.Mutex

func TestSpans(t *testing.T) {
	turn.Lock()
	defer turn.Unlock()
	s := &service{spans: map[string]int{}}
	s.start().ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/spans", nil))
	s.mux.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/spans", nil))
}
