package loggen

import (
	"bytes"
	"encoding/csv"
	"os"
	"strconv"
	"testing"
)

// Truth is what the generator counted while it wrote.
type Truth struct {
	Columns []string // of Counted.Counts
	Rows    []Counted
}

// Counted is what one device of one user did in an hour. An empty Username or DeviceID is
// "-", as in the log, or "".
type Counted struct {
	Hour                                            string // 2006-01-02T15, UTC
	User, Username, DeviceID, DeviceType, UserAgent string // User is that of the query
	Counts                                          []int64
}

// Account is who logged on, or else the user of the query.
func (c *Counted) Account() string {
	if c.Username == "-" {
		return c.User
	}
	return c.Username
}

func readTruth(t testing.TB, path string) (all Truth) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	const keys = 6
	all.Columns = lines[0][keys:]
	for _, line := range lines[1:] {
		row := Counted{line[0], line[1], line[2], line[3], line[4], line[5], nil}
		for _, text := range line[keys:] {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			row.Counts = append(row.Counts, n)
		}
		all.Rows = append(all.Rows, row)
	}
	return all
}
