// Package evidence shows on a real toolchain what the rule pprof-exposed claims: the import alone makes the default mux answer
// with the program's command line and profiles, and a mux of its own does not.
package evidence

import (
	"net/http"
	"net/http/httptest"
	_ "net/http/pprof"
	"strconv"
	"testing"

	"example.com/evidence/claim"
)

func status(handler http.Handler, path string) string {
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest("GET", path, nil))
	return strconv.Itoa(recorder.Code)
}

func TestTheDefaultMuxServesProfiles(t *testing.T) {
	for _, page := range []string{"", "cmdline"} {
		path := "/debug/pprof/" + page
		claim.Outcomes(t, "GET "+path+" on the default mux and on one of its own",
			status(http.DefaultServeMux, path), "200", status(http.NewServeMux(), path), "404")
	}
}
