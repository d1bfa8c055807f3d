package check

import (
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/loggen"
)

// TestTruth compares the table, hour by hour and sender by sender, with what the
// generator of the logs counted.
func TestTruth(t *testing.T) {
	for _, layout := range []string{"iis6", "iis7bytes", "iis8"} {
		t.Run(layout, func(t *testing.T) {
			logs, truth := generate(t, "-lines", "10000", "-layout", layout, "-servers", "2")
			got := makeWorld(t, logs).senders(t, `
				SELECT date_format(bucket, '%Y-%m-%dT%H') AS hour, coalesce(cs_username, query_user) AS user_name, cs_username, device_id, device_type, user_agent,
				  sum(hits) AS hits,
				  sum(CASE WHEN command = 'Sync' THEN hits ELSE 0 END) AS Sync,
				  sum(CASE WHEN command = 'Ping' THEN hits ELSE 0 END) AS Ping,
				  sum(CASE WHEN command = 'Options' THEN hits ELSE 0 END) AS Options,
				  sum(CASE WHEN command = 'SmartForward' THEN hits ELSE 0 END) AS SmartForward,
				  sum(CASE WHEN status BETWEEN 400 AND 499 THEN hits ELSE 0 END) AS status_4xx,
				  sum(CASE WHEN status >= 500 THEN hits ELSE 0 END) AS status_5xx,
				  sum(CASE WHEN status = 507 THEN hits ELSE 0 END) AS status_507,
				  coalesce(sum(bytes_sent), 0) AS sc_bytes,
				  coalesce(sum(bytes_received), 0) AS cs_bytes,
				  coalesce(sum(time_taken_ms), 0) AS time_taken
				FROM activity
				GROUP BY 1, 2, 3, 4, 5, 6`)
			if diff := cmp.Diff(trueSenders(truth), got); diff != "" {
				t.Errorf("activity differs from the truth (-truth +activity):\n%.4000s", diff)
			}
		})
	}
}

// sender is an hour, user, cs-username, device id, device type and user agent.
type sender [6]string

// compared are the columns of the truth that are looked at.
var compared = []string{
	"hits", "Sync", "Ping", "Options", "SmartForward", "status_4xx", "status_5xx", "status_507", "sc_bytes", "cs_bytes", "time_taken",
}

func (w world) senders(t *testing.T, query string) senders {
	t.Helper()
	answer, err := Ask(t.Context(), w.db, query)
	if err != nil {
		t.Fatal(err)
	}
	all := make(senders)
	for _, row := range answer.Rows {
		of := sender(row[:len(sender{})])
		for i := len(of); i < len(row); i++ {
			n, err := strconv.ParseInt(row[i], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			all.add(of, answer.Columns[i], n)
		}
	}
	return all
}

func trueSenders(counted loggen.Truth) senders {
	all := make(senders)
	for _, row := range counted.Rows {
		// The lake keeps the name in the query only where nobody logged on.
		of := sender{row.Hour, row.Account(), row.Username, row.DeviceID, row.DeviceType, row.UserAgent}
		for i, column := range counted.Columns {
			all.add(of, column, row.Counts[i])
		}
	}
	return all
}

// senders have what was counted of each.
type senders map[sender]figures

func (s senders) add(of sender, column string, n int64) {
	if !slices.Contains(compared, column) {
		return
	}
	for i := range of {
		if of[i] == Null || of[i] == "-" {
			of[i] = ""
		}
	}
	if s[of] == nil {
		s[of] = make(figures)
	}
	s[of][column] += n
}
