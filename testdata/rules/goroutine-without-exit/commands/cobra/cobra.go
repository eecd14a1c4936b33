// Package cobra is a stand-in with what the test data needs.
package cobra

type Command struct {
	Use string
	Run func(cmd *Command, args []string)
}
