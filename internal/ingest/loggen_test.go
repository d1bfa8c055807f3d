package ingest

import (
	"bufio"
	"encoding/csv"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/easreport/easreport/infra/loggen"
)

// generate makes logs and gives their paths and the truth about them.
func generate(t *testing.T, generator loggen.Program, options ...string) ([]string, truth) {
	t.Helper()
	folder, truthFile := generator.Write(t, append([]string{"-seed", "3", "-lines", "20000", "-devices", "300"}, options...)...)
	var logs []string
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			logs = append(logs, filepath.ToSlash(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return logs, readTruth(t, truthFile)
}

// truth has the exact counts of each hour and device, by column name.
type truth map[truthKey]counts

type truthKey struct{ hour, user, csUsername, deviceID, deviceType, userAgent string }

type counts map[string]int64

// add adds n to a count, and leaves no zero behind.
func (t truth) add(key truthKey, column string, n int64) {
	if n == 0 {
		return
	}
	if t[key] == nil {
		t[key] = make(counts)
	}
	t[key][column] += n
}

func readTruth(t *testing.T, path string) truth {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(bufio.NewReader(f))
	header, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	const keys = 6
	all := make(truth)
	for {
		record, err := r.Read()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		key := truthKey{record[0], record[1], record[2], record[3], record[4], record[5]}
		// The lake keeps the name in the query only where nobody logged on.
		if key.csUsername == "-" {
			key.csUsername = ""
		} else {
			key.user = key.csUsername
		}
		for i := keys; i < len(header); i++ {
			n, err := strconv.ParseInt(record[i], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			all.add(key, header[i], n)
		}
	}
}

// shuffleMinutes puts the lines of each minute in another order.
func shuffleMinutes(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	minute := func(line string) string {
		if strings.HasPrefix(line, "#") || len(line) < 16 {
			return ""
		}
		return line[:16]
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // any order will do
	for from := 0; from < len(lines); {
		to := from + 1
		for to < len(lines) && minute(lines[from]) != "" && minute(lines[to]) == minute(lines[from]) {
			to++
		}
		part := lines[from:to]
		random.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
		from = to
	}
	if err := os.WriteFile(path, []byte(strings.Join(slices.Clone(lines), "")), 0o600); err != nil {
		t.Fatal(err)
	}
}
