// Package commands has functions of a command line program: their goroutines end with it, as a rule.
package commands

import (
	"errors"
	"time"

	"github.com/spf13/cobra"
)

func New(remove func(name string) error) *cobra.Command {
	return &cobra.Command{
		Use: "uninstall",
		Run: func(cmd *cobra.Command, args []string) {
			if err := Run(remove, args); err != nil {
				println(err.Error())
			}
		},
	}
}

// Run is called by the command alone, as far as the package says.
func Run(remove func(name string) error, names []string) error {
	return removeAll(remove, names)
}

func removeAll(remove func(name string) error, names []string) error {
	failed := make(chan error)
	for _, name := range names {
		go func() { failed <- remove(name) }() // want low "this goroutine never ends"
	}
	for range names {
		if err := <-failed; err != nil {
			return err
		}
	}
	return nil
}

func Serve(answer func() int) *cobra.Command {
	return &cobra.Command{
		Use: "serve",
		Run: func(cmd *cobra.Command, args []string) {
			for {
				if _, err := within(answer); err != nil {
					println(err.Error())
				}
			}
		},
	}
}

// within is called in a loop: each turn may leave a goroutine behind.
func within(answer func() int) (int, error) {
	got := make(chan int)
	go func() {
		got <- answer() // want "this goroutine never ends"
	}()
	select {
	case v := <-got:
		return v, nil
	case <-time.After(time.Second):
		return 0, errors.New("timeout")
	}
}

// Fetch may be called by anybody, and is by nobody here.
func Fetch(answer func() int) int {
	got := make(chan int)
	go func() {
		got <- answer() // want "this goroutine never ends"
	}()
	select {
	case v := <-got:
		return v
	case <-time.After(time.Second):
		return 0
	}
}

type client struct{ answer func() int }

// Ask is a method: whoever has the client may call it, again and again.
func (c *client) Ask() int {
	got := make(chan int)
	go func() {
		got <- c.answer() // want "this goroutine never ends"
	}()
	select {
	case v := <-got:
		return v
	case <-time.After(time.Second):
		return 0
	}
}

func Ask(answer func() int) *cobra.Command {
	return &cobra.Command{
		Use: "ask",
		Run: func(cmd *cobra.Command, args []string) {
			c := &client{answer}
			println(c.Ask())
		},
	}
}
