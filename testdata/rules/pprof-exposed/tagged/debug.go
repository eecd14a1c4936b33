//go:build !release

package main

import _ "net/http/pprof"
