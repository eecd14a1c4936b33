package sliceofmaps

import "encoding/json"

func encoded(names []string) ([]byte, error) {
	var rows []map[string]any // ok: the encoder gets it
	for i, name := range names {
		rows = append(rows, map[string]any{"index": i, "name": name})
	}
	return json.Marshal(rows)
}

func returned(names []string) []map[string]any {
	var rows []map[string]any // ok: others get it
	for i, name := range names {
		rows = append(rows, map[string]any{"index": i, "name": name})
	}
	return rows
}

func keyed(keys []string) (n int) {
	var rows []map[string]int // ok: the key is not known
	for i, key := range keys {
		rows = append(rows, map[string]int{"index": i, key: 1})
	}
	for _, row := range rows {
		n += row["index"]
	}
	return n
}

func asked(key string) (n int) {
	rows := []map[string]int{{"a": 1, "b": 2}, {"a": 3, "b": 4}} // ok: asked for any key
	for _, row := range rows {
		n += row[key]
	}
	return n
}

func differing() (n int) {
	rows := []map[string]int{{"a": 1, "b": 2}, {"a": 3, "c": 4}} // ok: keys differ
	for _, row := range rows {
		n += row["a"] + row["c"]
	}
	return n
}

func ranged() (keys []string) {
	rows := []map[string]int{{"a": 1, "b": 2}, {"a": 3, "b": 4}} // ok: ranged over
	for _, row := range rows {
		for key := range row {
			keys = append(keys, key)
		}
	}
	return keys
}

func one(n int) int {
	rows := []map[string]int{{"a": n, "b": n}} // ok: one record
	return rows[0]["a"]
}

func handed(use func(map[string]int)) {
	rows := []map[string]int{{"a": 1, "b": 2}, {"a": 3, "b": 4}} // ok: a map goes on
	for _, row := range rows {
		use(row)
	}
}

func optional(names []string) (n int) {
	var rows []map[string]int // ok: some have a key that others have not
	for i, name := range names {
		row := map[string]int{"index": i}
		if name != "" {
			row["length"] = len(name)
		}
		rows = append(rows, row)
	}
	for _, row := range rows {
		n += row["length"]
	}
	return n
}

// Rows is for other packages too.
var Rows = []map[string]int{{"a": 1, "b": 2}, {"a": 3, "b": 4}} // ok: not all uses are seen
