// Package evidence shows on a real toolchain what the rule shared-map-copy claims: a struct and its copy have one map.
package evidence

import "testing"

type config struct{ labels map[string]string }

func TestTheOriginalChangesToo(t *testing.T) {
	original := &config{labels: map[string]string{}}
	changed := *original
	changed.labels["a"] = "b"
	if original.labels["a"] != "b" {
		t.Error("the original did not change")
	}
}

func TestAMapOfItsOwnIsApart(t *testing.T) {
	original := &config{labels: map[string]string{}}
	changed := *original
	changed.labels = map[string]string{}
	for k, v := range original.labels {
		changed.labels[k] = v
	}
	changed.labels["a"] = "b"
	if len(original.labels) != 0 {
		t.Error("the original changed")
	}
}
