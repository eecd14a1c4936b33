package jsonintomap

import (
	"encoding/json"
	"fmt"
	"strings"
)

type wanted struct{ Name string }

func intoStruct(data []byte) (string, error) {
	var w wanted
	err := json.Unmarshal(data, &w) // ok: a struct
	return w.Name, err
}

func anyKey(data []byte, key string) any {
	var m map[string]any
	json.Unmarshal(data, &m) // ok: the key is not known
	return m[key]
}

func all(data []byte) {
	var m map[string]any
	json.Unmarshal(data, &m) // ok: every key is wanted
	for k, v := range m {
		fmt.Println(k, v)
	}
	fmt.Println(m["name"])
}

func returned(data []byte) (map[string]any, string) {
	var m map[string]any
	json.Unmarshal(data, &m) // ok: the map goes on
	name, _ := m["name"].(string)
	return m, name
}

func patched(data []byte) ([]byte, error) {
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil { // ok: it is written again, with what else is in it
		return nil, err
	}
	if m["name"].(string) == "" {
		m["name"] = "none"
	}
	return json.Marshal(m)
}

func numbers(text string) json.Number {
	var m map[string]any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	d.Decode(&m) // ok: numbers are wanted as they are written
	return m["n"].(json.Number)
}

func severalTypes(data []byte) string {
	var m map[string]any
	json.Unmarshal(data, &m) // ok: the value may be of several types
	switch v := m["id"].(type) {
	case string:
		return v
	case float64:
		return fmt.Sprint(v)
	}
	return ""
}

func raw(data []byte) json.RawMessage {
	var m map[string]json.RawMessage
	json.Unmarshal(data, &m) // ok: nothing is made of the values
	return m["body"]
}

func typed(data []byte) int {
	var m map[string]int
	json.Unmarshal(data, &m) // ok: a table
	return m["a"]
}

func counted(data []byte) int {
	var m map[string]any
	json.Unmarshal(data, &m) // ok: how many there are matters
	return len(m)
}
