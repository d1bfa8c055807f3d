package ingest

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/easreport/easreport/infra/loggen"
)

// generate makes logs and gives their paths and the truth about them.
func generate(t *testing.T, generator loggen.Program, options ...string) ([]string, truth) {
	t.Helper()
	folder, counted := generator.Write(t, append([]string{"-seed", "3", "-lines", "20000", "-devices", "300"}, options...)...)
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
	return logs, newTruth(counted)
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

func newTruth(counted loggen.Truth) truth {
	all := make(truth)
	for _, row := range counted.Rows {
		key := truthKey{row.Hour, row.User, row.Username, row.DeviceID, row.DeviceType, row.UserAgent}
		// The lake keeps the name in the query only where nobody logged on.
		if key.user = row.Account(); key.csUsername == "-" {
			key.csUsername = ""
		}
		for i, column := range counted.Columns {
			all.add(key, column, row.Counts[i])
		}
	}
	return all
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
	random := rand.New(rand.NewPCG(1, 2))
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
