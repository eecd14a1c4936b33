package sliceofmaps

func total(names []string) (n int) {
	var rows []map[string]int // want "every map of `rows` has the keys .index., .length.: 256 bytes and 2 allocations each, where a struct takes 16 bytes and none"
	for i, name := range names {
		rows = append(rows, map[string]int{"index": i, "length": len(name)})
	}
	for _, row := range rows {
		n += row["index"] * row["length"]
	}
	return n
}

func written(names []string) string {
	rows := make([]map[string]string, 0, len(names)) // want "has the keys .kind., .name."
	for _, name := range names {
		row := make(map[string]string)
		row["name"] = name
		row["kind"] = "file"
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return ""
	}
	return rows[0]["name"] + rows[len(rows)-1]["kind"]
}

var defaults = []map[string]any{ // want "has the keys .a., .b., .c. and 1 more: 336 bytes"
	{"a": 1, "b": 2, "c": "x", "d": true},
	{"a": 3, "b": 4, "c": "y", "d": false},
}

func first() (int, bool) {
	d := defaults[0]
	return d["a"].(int), d["d"].(bool)
}

type report struct {
	rows []map[string]float64 // want "has the keys .max., .min."
}

func newReport() *report { return &report{rows: []map[string]float64{}} }

func (r *report) add(min, max float64) {
	r.rows = append(r.rows, map[string]float64{"min": min, "max": max})
}

func (r *report) span() (sum float64) {
	for i := range r.rows {
		sum += r.rows[i]["max"] - r.rows[i]["min"]
	}
	return sum
}
