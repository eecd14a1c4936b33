package notifier

import (
	"context"

	plugin "github.com/hashicorp/go-plugin"
)

type UnimplementedNotifierServer struct{}

func (UnimplementedNotifierServer) mustEmbedUnimplementedNotifierServer() {}

func (UnimplementedNotifierServer) Configure(context.Context, string) error { return nil }

type notifier struct {
	UnimplementedNotifierServer
	configs map[string]int
}

// Configure is called by the one program that has started the plugin.
func (n *notifier) Configure(_ context.Context, name string) error {
	n.configs[name] = len(name) // want low "requests that are served at the same time write `n.configs`"
	return nil
}

func serve() {
	n := &notifier{configs: map[string]int{}}
	done := make(chan bool)
	go func() { done <- true }()
	plugin.Serve(n)
	<-done
}
