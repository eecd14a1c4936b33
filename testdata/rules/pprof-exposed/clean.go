package pprofexposed

import (
	"net"
	"net/http"
)

func loopback() {
	go http.ListenAndServe("localhost:6060", nil) // ok: this machine
	go http.ListenAndServe("127.0.0.1:6060", nil) // ok: this machine
	go http.ListenAndServe("[::1]:6060", nil)     // ok: this machine
}

func ownMux() error {
	mux := http.NewServeMux()
	s := http.Server{Addr: ":80", Handler: mux} // ok: a mux of its own
	go http.ListenAndServe(":81", mux)          // ok: a mux of its own
	return s.ListenAndServe()
}

func later(h http.Handler) error {
	s := &http.Server{Addr: ":80"} // ok: the handler is set below
	s.Handler = h
	return s.ListenAndServe()
}

func configured(address string) {
	http.ListenAndServe(address, nil) // ok: not known
}

func private() error {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return err
	}
	return http.Serve(l, nil) // ok: this machine
}

func kept() *http.Server {
	return &http.Server{Addr: ":80"} // ok: the caller may set a handler
}
