package main

import (
	"net/http"
	"runtime/debug"
)

func main() {
	debug.SetGCPercent(10) // want "grown by 10 %: up to 10 times"
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {})
	http.ListenAndServe(":80", nil)
}
