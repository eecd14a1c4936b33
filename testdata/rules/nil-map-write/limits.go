package nilmapwrite

import "encoding/json"

func decodedNull() {
	m := map[string]int{}
	if json.Unmarshal([]byte("null"), &m) == nil {
		m["a"] = 1 // todo want: null sets the map to nil
	}
}

func onOneWay(verbose bool) {
	var m map[string]int
	if verbose {
		m = map[string]int{}
	}
	m["a"] = 1 // todo want: nil on one of the ways
}

func inDeferred() {
	var m map[string]int
	defer func() {
		m["a"] = 1 // todo want: only maps that are never set are followed into closures
	}()
	m = nil
	m = make(map[string]int)
	m = nil
}
