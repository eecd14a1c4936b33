// Package evidence shows on a real toolchain what the rule shared-map-copy claims: a struct and its copy have one map.
package evidence

import (
	"fmt"
	"testing"

	"example.com/evidence/claim"
)

type config struct{ labels map[string]string }

func bad(original *config) {
	changed := *original
	changed.labels["a"] = "b"
}

func good(original *config) {
	changed := *original
	changed.labels = map[string]string{}
	for k, v := range original.labels {
		changed.labels[k] = v
	}
	changed.labels["a"] = "b"
}

// labels are those of the original after its copy was changed.
func labels(change func(original *config)) string {
	original := &config{labels: map[string]string{}}
	change(original)
	return fmt.Sprint(original.labels)
}

func TestTheOriginalChangesToo(t *testing.T) {
	claim.Outcomes(t, "the original's map after an insert into the copy's", labels(bad), "map[a:b]", labels(good), "map[]")
}
