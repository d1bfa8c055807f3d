package ingest

import (
	"errors"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/loggen"
	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
	"github.com/easreport/easreport/internal/store/memstore"
)

// TestTruth compares every count of every device and hour with the generator's.
func TestTruth(t *testing.T) {
	generator := loggen.Build(t)
	for name, options := range map[string][]string{
		"iis6":          {"-layout", "iis6"},
		"iis7":          {"-layout", "iis7"},
		"iis7bytes":     {"-layout", "iis7bytes"},
		"iis8":          {"-layout", "iis8"},
		"mixed layouts": {"-layout", "iis6,iis7,iis7bytes,iis8", "-headers", "3"},
		"LF":            {"-crlf=false"},
		"gz":            {"-compress", "gz", "-members"},
		"zst":           {"-compress", "zst", "-members", "-headers", "2"},
		"four servers":  {"-servers", "4"},
		"hourly files":  {"-roll", "hour", "-servers", "2"},
		"local days":    {"-roll", "local", "-tz", "-5", "-hours", "60"},
		"dirt":          {"-dirt", "0.05"},
		"shuffled":      {"-noneas", "0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			logs, want := generate(t, generator, options...)
			if name == "shuffled" {
				shuffleMinutes(t, logs[0])
			}
			s := memstore.New()
			days := ingestAll(t, s, logs)
			if diff := cmp.Diff(want, readLake(t, s)); diff != "" {
				t.Errorf("lake differs from the truth (-want +got):\n%.4000s", diff)
			}
			checkHours(t, s, days, want)
			checkDetails(t, s, days)
		})
	}
}

func ingestAll(t *testing.T, s store.Store, logs []string) (days []lake.Day) {
	t.Helper()
	in := &Ingester{Source: dirstore.Files{}, Lake: s, BucketSeconds: 60, TempDir: t.TempDir()}
	for _, log := range logs {
		r, err := in.Ingest(t.Context(), filepath.ToSlash(log))
		if err != nil || r.Outcome != Applied {
			t.Fatalf("ingesting %s: outcome %v, %v", log, r, err)
		}
		days = append(days, r.Days...)
	}
	return days
}

// readLake adds up what the lake holds as the truth is kept.
func readLake(t *testing.T, s store.Store) truth {
	t.Helper()
	all := make(truth)
	words := lake.NewWords()
	rows := lake.NewReader(words)
	defer rows.Close()
	for o, err := range s.List(t.Context(), lake.ActivityPrefix) {
		if err != nil {
			t.Fatal(err)
		}
		table, _, err := lake.OpenObject(t.Context(), s, o.Key)
		if err != nil {
			t.Fatal(err)
		}
		for g := range table.Groups() {
			if err := rows.Open(g); err != nil {
				t.Fatal(err)
			}
			for {
				b, err := rows.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				for i := range b.Len() {
					all.row(b, i, words)
				}
			}
		}
		if err := table.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// sender is who sent a request, as the generator names them: cs-username, unless nobody logged
// on or a server did, which handed the request on; then the User of the query, if it has one.
func sender(username, queryUser string) string {
	if username != "" && !activesync.IsMachineAccount(username) || queryUser == "" {
		return username
	}
	return queryUser
}

func (t truth) row(b *activity.Batch, i int, words *lake.Words) {
	key := truthKey{
		hour: time.UnixMilli(b.Bucket[i]).UTC().Format("2006-01-02T15"),
		user: sender(words.Text(b.CSUsername[i]), words.Text(b.QueryUser[i])), csUsername: words.Text(b.CSUsername[i]),
		deviceID: words.Text(b.DeviceID[i]), deviceType: words.Text(b.DeviceType[i]), userAgent: words.Text(b.UserAgent[i]),
	}
	hits := b.Hits[i]
	t.add(key, "hits", hits)
	t.add(key, words.Text(b.Command[i]), hits)
	switch status := b.Status[i]; {
	case status >= 500:
		t.add(key, "status_5xx", hits)
	case status >= 400:
		t.add(key, "status_4xx", hits)
	}
	switch b.Status[i] {
	case 409, 500, 503, 507, 451, 401, 403:
		t.add(key, "status_"+strconv.FormatInt(b.Status[i], 10), hits)
	}
	for name := range strings.SplitSeq(words.Text(b.Error[i]), ";") {
		if name != "" {
			t.add(key, "err_"+name, hits)
		}
	}
	t.add(key, "sc_bytes", max(b.BytesSent[i], 0))
	t.add(key, "cs_bytes", max(b.BytesReceived[i], 0))
	t.add(key, "time_taken", max(b.TimeTaken[i], 0))
}

// garbled reports whether a user has letters that IIS's code page lacks: it logs them as
// question marks, while the query has them, and a person may be both.
func garbled(user string) bool {
	return strings.ContainsFunc(user, func(r rune) bool { return r == '?' || r > unicode.MaxASCII })
}

// checkHours compares an hourly report with the truth, for devices of one side:
// a report never adds front-end and back-end rows.
func checkHours(t *testing.T, s store.Store, days []lake.Day, want truth) {
	t.Helper()
	type deviceHour struct{ hour, device, account string }
	hits, syncs := make(map[deviceHour]int64), make(map[deviceHour]int64)
	for key, n := range want {
		if key.deviceID == "" || key.deviceID == "validate" || garbled(key.user) {
			continue // several devices, of both sides
		}
		at := deviceHour{key.hour, activesync.FoldDevice(key.deviceID), activesync.Account(key.user)}
		hits[at] += n["hits"]
		if n["Sync"] > 0 {
			syncs[at] += n["Sync"]
		}
	}
	first, last := days[0], days[0]
	for _, day := range days {
		first, last = min(first, day), max(last, day)
	}
	r, err := assemble.Report(t.Context(), s, report.Query{From: first.Start(), To: (last + 1).Start(), BucketSeconds: 3600})
	if err != nil {
		t.Fatal(err)
	}
	gotHits, gotSyncs := make(map[deviceHour]int64), make(map[deviceHour]int64)
	for row := range r.Rows.All() {
		if row.DeviceID == "" || row.DeviceID == "validate" || garbled(row.User) {
			continue
		}
		at := deviceHour{row.Start.Format("2006-01-02T15"), activesync.FoldDevice(row.DeviceID), activesync.Account(row.User)}
		gotHits[at] += row.Hits
		if n := row.Commands.Of("Sync"); n > 0 {
			gotSyncs[at] += n
		}
	}
	if diff := cmp.Diff(hits, gotHits); diff != "" {
		t.Errorf("hits of an hourly report differ from the truth (-want +got):\n%.4000s", diff)
	}
	if diff := cmp.Diff(syncs, gotSyncs); diff != "" {
		t.Errorf("Sync of an hourly report differs from the truth (-want +got):\n%.4000s", diff)
	}
}
