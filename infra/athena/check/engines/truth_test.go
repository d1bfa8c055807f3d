package engines

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/easreport/easreport/infra/athena/check"
	"github.com/easreport/easreport/infra/loggen"
	"github.com/easreport/easreport/internal/activesync"
)

// TestTruth compares the counts of every device, account and hour with those of the
// generator of the logs, and then the days with the report.
func TestTruth(t *testing.T) {
	needsTrino(t)
	logs, truth := generate(t)
	w := newWorld(t, logs)
	var sums strings.Builder
	for _, name := range truth.columns[3:] {
		fmt.Fprintf(&sums, ",\n  %s AS %q", sumOf(name), name)
	}
	for name, e := range w.engines {
		got := must(t, e, "SELECT date_format(date_trunc('hour', bucket), '%Y-%m-%dT%H') AS hour, "+plainAccount+" AS account, device"+
			sums.String()+"\nFROM requests\nGROUP BY 1, 2, 3")
		same(t, "the truth on "+name, truth, got)
	}
	t.Logf("%d devices, accounts and hours", len(truth.rows))
	w.testDeviceDay(t)
}

// plainAccount is plain of a person, in SQL.
const plainAccount = `regexp_replace(regexp_replace(regexp_replace(account, '^.*\\', ''), '@.*$', ''), '[^ -~]', '?')`

// plain is the account of a user. IIS logs the letters that its code page lacks as question
// marks; the query has them, and a person is both.
func plain(user string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return '?'
		}
		return r
	}, activesync.Account(user))
}

// sumOf is the SQL for a column of the truth.
func sumOf(column string) string {
	sum := func(condition string) string {
		return "sum(CASE WHEN " + condition + " THEN hits ELSE 0 END)"
	}
	switch column {
	case "hits":
		return "sum(hits)"
	case "sc_bytes":
		return "coalesce(sum(bytes_sent), 0)"
	case "cs_bytes":
		return "coalesce(sum(bytes_received), 0)"
	case "time_taken":
		return "coalesce(sum(time_taken_ms), 0)"
	case "status_4xx":
		return sum("status BETWEEN 400 AND 499")
	case "status_5xx":
		return sum("status BETWEEN 500 AND 599")
	}
	if status, ok := strings.CutPrefix(column, "status_"); ok {
		return sum("status = " + status)
	}
	if name, ok := strings.CutPrefix(column, "err_"); ok {
		return sum("strpos(';' || error || ';', ';" + name + ";') > 0")
	}
	return sum("command = '" + column + "'")
}

// generate has the generator of logs write a day and a bit of four servers, and gives
// them and the truth: hour, account, device, and the counts.
func generate(t *testing.T) (logs []string, truth *answer) {
	t.Helper()
	folder, counted := loggen.Build(t).Write(t, "-seed", "5", "-lines", "60000", "-devices", "500", "-servers", "4", "-hours", "30")
	logs, err := check.Logs(folder)
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[[3]string][]int64)
	for _, row := range counted.Rows {
		of := [3]string{row.Hour, plain(row.Account()), activesync.FoldDevice(row.DeviceID)}
		if all[of] == nil {
			all[of] = make([]int64, len(counted.Columns))
		}
		for i, n := range row.Counts {
			all[of][i] += n
		}
	}
	truth = &answer{columns: append([]string{"hour", "account", "device"}, counted.Columns...)}
	for of, counts := range all {
		row := of[:]
		for _, n := range counts {
			row = append(row, textOf(n))
		}
		truth.rows = append(truth.rows, row)
	}
	return logs, truth
}
