module example.com/rules/commands

go 1.23

require github.com/spf13/cobra v0.0.0

replace github.com/spf13/cobra => ./cobra
