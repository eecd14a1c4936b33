package jsonintomap

import "encoding/json"

func decoded(data []byte) map[string]any {
	var m map[string]any
	json.Unmarshal(data, &m) // todo want: all callers read constant keys
	return m
}

func version(data []byte) string { return decoded(data)["version"].(string) }
