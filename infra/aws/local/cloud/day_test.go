package cloud_test

import (
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/infra/aws/local/cloud"
	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
)

// uploadFolder uploads all logs of a folder, under their paths in it.
func uploadFolder(t *testing.T, c *cloud.Cloud, folder string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		log, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		key, err := filepath.Rel(folder, path)
		upload(t, c, filepath.ToSlash(key), string(log))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestDay: a day of four servers is uploaded, and the mail is read as its recipient
// reads it. The reader is the mailbox's, mailparser.
func TestDay(t *testing.T) {
	box := startMailbox(t)
	c := start(t, func(o *cloud.Options) { withMail(o, box.Environment()) })
	folder, want := generate(t)
	uploadFolder(t, c, folder)
	settle(t, c)

	// As the schedule asks: the day before.
	const asked = `{"scheduled_time":"2011-12-25T06:00:00Z"}`
	first := report(t, c, asked)
	if !first.Mailed {
		t.Fatalf("not mailed: %s", first.Why)
	}
	mail := mails(t, box, 1)[0]
	if mail.From != sender || len(mail.Destination.To) != 1 || mail.Destination.To[0] != recipient ||
		!strings.Contains(mail.Subject, "2011-12-24") || !strings.Contains(mail.Body.HTML, "<table") || mail.Body.Text == "" {
		t.Errorf("mail from %q to %q: %q, %d bytes of HTML, %d of text",
			mail.From, mail.Destination.To, mail.Subject, len(mail.Body.HTML), len(mail.Body.Text))
	}
	rows := attachedCSV(t, mail)
	compare(t, want, rows)
	if got := coverageOf(t, c, first); len(got.Sources) != 4 || !got.Whole {
		t.Errorf("coverage %+v", got)
	}

	// Asked again, by whoever it is, nothing is new.
	for _, again := range []string{asked, `{"date":"2011-12-24"}`} {
		if m := report(t, c, again); m.Mailed || m.Fingerprint != first.Fingerprint {
			t.Errorf("%s: %+v after %+v", again, m, first)
		}
	}
	mails(t, box, 1)
	// But a log that comes late is.
	upload(t, c, "CAS05/W3SVC1/u_ex111224.log", logOf([]request{{"2011-12-24", "LATE", 1, 2}}))
	settle(t, c)
	if m := report(t, c, asked); !m.Mailed || m.Fingerprint == first.Fingerprint || m.Revision != 2 {
		t.Errorf("%+v after a late log", m)
	}
	if late := attachedCSV(t, mails(t, box, 2)[1]); len(late) != len(rows)+1 {
		t.Errorf("%d rows after a late log, want %d", len(late), len(rows)+1)
	}
}

// compare holds every number of the table against the truth that has it.
func compare(t *testing.T, want truth, rows []map[string]string) {
	t.Helper()
	got := make(truth)
	numbers := 0
	for _, row := range rows {
		of := owner{account(row["User"]), activesync.FoldDevice(row["DeviceId"])}
		if of.garbled() {
			continue
		}
		if got[of] != nil {
			t.Errorf("two rows of %v", of)
		}
		got[of] = make(map[string]int64)
		for name, text := range row {
			column, known := want.column(name)
			if !known {
				continue
			}
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				t.Fatalf("%s of %v: %v", name, of, err)
			}
			got[of][column] = n
			numbers++
		}
		checkMean(t, want[of], of, row)
		// Of what the report does not show the truth is known to nobody.
		for column := range want[of] {
			if _, shown := got[of][column]; !shown {
				delete(want[of], column)
			}
		}
	}
	maps.DeleteFunc(want, func(of owner, _ map[string]int64) bool { return of.garbled() })
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(owner{})); diff != "" {
		t.Errorf("the report differs from the truth (-want +got):\n%.4000s", diff)
	}
	t.Logf("%d rows, %d numbers compared", len(rows), numbers)
}

// checkMean checks the time that a request took on average, which is in seconds.
func checkMean(t *testing.T, counts map[string]int64, of owner, row map[string]string) {
	t.Helper()
	got, err := strconv.ParseFloat(row["AVGRequestTime(s)"], 64)
	want := float64(counts["time_taken"]) / 1000 / float64(counts["hits"])
	if err != nil || got < want-0.001 || got > want+0.001 {
		t.Errorf("%v took %q on average, error %v, want %f", of, row["AVGRequestTime(s)"], err, want)
	}
}

// TestTestdata has no need of the generator.
func TestTestdata(t *testing.T) {
	box := startMailbox(t)
	c := start(t, func(o *cloud.Options) { withMail(o, box.Environment()) })
	const testdata = "../../../../testdata"
	uploadFolder(t, c, filepath.Join(testdata, "logs"))
	settle(t, c)
	got := make(map[string]string)
	for date := range datesIn(t, c) {
		m := report(t, c, `{"send":false,"date":"`+date+`"}`)
		for _, s := range coverageOf(t, c, m).Sources {
			var rejected int64
			for _, n := range s.Rejected {
				rejected += n
			}
			got["logs/"+s.Key] = fmt.Sprint(s.Records, " ", s.Requests, " ", rejected)
		}
	}
	if diff := cmp.Diff(counted(t, filepath.Join(testdata, "counts.csv")), got); diff != "" {
		t.Errorf("records, requests, rejected by source (-want +got):\n%s", diff)
	}
	m := report(t, c, `{"date":"2011-12-24"}`)
	mail := mails(t, box, 1)[0]
	want := string(object(t, c, m.Keys.CSV))
	if got := strings.TrimPrefix(string(tableOf(t, mail)), "\ufeff"); !m.Mailed || got != want {
		t.Errorf("%+v; what is attached is not what is in the lake", m)
	}
}

// datesIn are the days that the lake has rows of.
func datesIn(t *testing.T, c *cloud.Cloud) map[string]bool {
	t.Helper()
	dates := make(map[string]bool)
	for _, key := range keysUnder(t, lakeOf(c), lake.ActivityPrefix) {
		if day, _, ok := lake.ParseActivityKey(key); ok {
			dates[day.String()] = true
		}
	}
	return dates
}

// counted reads what the program that wrote the test data counted of logs that have
// requests: others leave nothing in the lake that a report could name.
func counted(t *testing.T, path string) map[string]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	for _, line := range lines[1:] {
		if line[2] != "0" {
			all[line[0]] = fmt.Sprint(line[1], " ", line[2], " ", line[3])
		}
	}
	return all
}
