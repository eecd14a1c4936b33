package main

import "net/http"

func main() {
	http.ListenAndServe(":8080", nil) // ok: profiles only in a build that asks for them
}
