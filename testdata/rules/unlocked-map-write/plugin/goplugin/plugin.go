// Package plugin stands for the real one.
package plugin

func Serve(server any) {}
