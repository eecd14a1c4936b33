package variable

import (
	"os"
	"runtime/debug"
)

func init() {
	if os.Getenv("GOMEMLIMIT") != "" {
		debug.SetGCPercent(-1) // ok: somebody set a limit
	}
}
