package jsonintomap

import (
	"encoding/json"
	"io"
)

func name(data []byte) (string, error) {
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil { // want "only .name. is read: a struct of that field .* 1 to 7 allocations in place of 33 to 40"
		return "", err
	}
	name, _ := m["name"].(string)
	return name, nil
}

func several(r io.Reader) (id, kind string, size float64, err error) {
	m := map[string]interface{}{}
	if err = json.NewDecoder(r).Decode(&m); err != nil { // want "only .id., .kind., .size. are read"
		return
	}
	id = m["id"].(string)
	kind = m["kind"].(string)
	size = m["size"].(float64)
	return
}

func nested(data []byte) string {
	var m map[string]any
	json.Unmarshal(data, &m) // want "only .spec. is read"
	return m["spec"].(map[string]any)["image"].(string)
}

func asserted(data []byte) float64 {
	var v any
	if json.Unmarshal(data, &v) != nil { // want "only .a., .b., .c. and 1 more are read"
		return 0
	}
	m := v.(map[string]any)
	return m["a"].(float64) + m["b"].(float64) + m["c"].(float64) + m["d"].(float64)
}

func whether(data []byte) bool {
	m := make(map[string]any)
	json.Unmarshal(data, &m) // want "only .error. is read"
	_, failed := m["error"]
	return failed
}

func keyVersion(data []byte) int {
	m := make(map[string]any)
	json.Unmarshal(data, &m) // want low "only .version. is read"
	if v, ok := m["version"].(string); ok && v == "1" {
		return 1
	} else {
		return 3
	}
}
