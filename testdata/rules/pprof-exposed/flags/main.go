package main

import (
	"flag"
	"log"
	"net/http"
	_ "net/http/pprof"
)

var (
	listen = flag.String("listen", ":9090", "address to serve on")
	debug  = flag.String("debug", "localhost:6060", "address for profiles")
	none   = flag.String("none", "", "address for nothing")
)

func main() {
	flag.Parse()
	go http.ListenAndServe(*debug, nil)          // ok: this machine
	go http.ListenAndServe(*none, nil)           // ok: whoever sets it knows
	log.Fatal(http.ListenAndServe(*listen, nil)) // want "`:9090`, the flag's default"
}
