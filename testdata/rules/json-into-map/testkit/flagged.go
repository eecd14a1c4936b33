// Package testkit asks a server under test: told with low confidence, by the name of its folder.
package testkit

import "encoding/json"

func policy(data []byte) (string, error) {
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil { // want low "only .policy. is read"
		return "", err
	}
	policy, _ := m["policy"].(string)
	return policy, nil
}
