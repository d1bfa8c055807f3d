package render

import (
	"bytes"
	"encoding/csv"
	"testing"

	"github.com/easreport/easreport/internal/render/rendertest"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
)

// One test for each defect of the script of 2012 that is this package's to mend.

// cells gives the cells of a CSV of one row by column.
func cells(t *testing.T, row report.Row, keep func(*report.Row) bool) map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := CSV(&b, &report.Report{Rows: report.RowsOf(row)}, keep); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(records) != 2 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	cells := make(map[string]string)
	for i, name := range records[0] {
		cells[name] = records[1][i]
	}
	return cells
}

func TestDefectTimesBelowASecondAreZero(t *testing.T) {
	row := report.Row{Hits: 3, TimeTaken: activity.Total{Sum: 1200, Max: 950, Count: 3}}
	got := cells(t, row, nil)
	if got["LongestRequestTime(s)"] != "0.950" || got["AVGRequestTime(s)"] != "0.400" {
		t.Errorf("longest %q, average %q", got["LongestRequestTime(s)"], got["AVGRequestTime(s)"])
	}
}

func TestDefectPingInTheOnlyTimes(t *testing.T) {
	row := report.Row{Hits: 2, Waiting: 1, TimeTaken: activity.Total{Sum: 900_040, Max: 900_000, Count: 2}}
	row.Times.Add(20)
	if got := cells(t, row, nil)["P99RequestTime(s)"]; got != "0.020" {
		t.Errorf("percentile %q counts the heartbeat's wait", got)
	}
}

func TestDefectNoColumnForStatusesThatMatter(t *testing.T) {
	want := map[int32]string{401: "IIS_401", 403: "IIS_403", 441: "IIS_441", 449: "IIS_449", 500: "IIS_500"}
	for status, column := range want {
		row := report.Row{Hits: 7, Statuses: rendertest.Tally(map[int32]int64{200: 4, status: 3})}
		if got := cells(t, row, nil)[column]; got != "3" {
			t.Errorf("%s is %q for 3 requests with %d", column, got, status)
		}
	}
}

func TestDefectOptionsAndUnknownCommandsInNoColumn(t *testing.T) {
	row := report.Row{Hits: 6, Commands: rendertest.Tally(map[string]int64{"Options": 1, "Find": 2, "": 3})}
	got := cells(t, row, nil)
	if got["Options"] != "1" || got["OtherCommands"] != "5" {
		t.Errorf("Options %q, OtherCommands %q", got["Options"], got["OtherCommands"])
	}
}

func TestDefectMinimumHitsLosesColumns(t *testing.T) {
	row := report.Row{Hits: 9, BytesSent: activity.Total{Sum: 5, Max: 5, Count: 1}, TimeTaken: activity.Total{Sum: 8, Max: 8, Count: 1}}
	query := report.Query{MinimumHits: 9}
	if diff := cmp.Diff(cells(t, row, nil), cells(t, row, query.Flagged)); diff != "" {
		t.Errorf("the filtered CSV differs (-whole +filtered):\n%s", diff)
	}
}
