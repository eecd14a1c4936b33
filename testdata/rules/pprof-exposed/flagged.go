package pprofexposed

import (
	"net"
	"net/http"
	_ "net/http/pprof"
	"time"
)

const address = "0.0.0.0:6060"

func all() {
	go http.ListenAndServe(":6060", nil)               // want "served to everyone who reaches `:6060`"
	http.ListenAndServe(address, http.DefaultServeMux) // want "`0.0.0.0:6060`"
	http.ListenAndServeTLS(":https", "c", "k", nil)    // want "`:https`"
}

func listener() error {
	l, err := net.Listen("tcp", ":8080")
	if err != nil {
		return err
	}
	return http.Serve(l, nil) // want "`:8080`"
}

func server() error {
	s := &http.Server{Addr: ":8081", ReadTimeout: time.Second} // want "`:8081`"
	return s.ListenAndServe()
}

func shortServer() error {
	return (&http.Server{Addr: ":8082", Handler: nil}).ListenAndServe() // want "`:8082`"
}
