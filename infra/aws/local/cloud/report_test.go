package cloud_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"path"
	"slices"
	"testing"

	"github.com/easreport/easreport/infra/aws/local/cloud"
	"github.com/easreport/easreport/infra/aws/local/ses"
	"github.com/easreport/easreport/internal/store"
)

// Addresses of the reports' mails.
const (
	sender    = "easreport@contoso.com"
	recipient = "mail-admins@contoso.com"
)

// withMail sets the report function up to mail by a server.
func withMail(o *cloud.Options, environment []string) {
	o.Mail = environment
	o.Report = []string{"EASREPORT_SENDER=" + sender, "EASREPORT_RECIPIENTS=" + recipient}
}

func startMailbox(t *testing.T) *ses.Mailbox {
	t.Helper()
	m, err := ses.StartMailbox(t.Context(), program(t, ses.MailboxVariable), shownOnFailure(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

// made is what the report function answers.
type made struct {
	Fingerprint string
	Keys        struct{ CSV, HTML, JSON string }
	Mailed      bool
	Why         string
	Revision    int
}

func report(t *testing.T, c *cloud.Cloud, event string) made {
	t.Helper()
	m, err := tryReport(t, c, event)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func tryReport(t *testing.T, c *cloud.Cloud, event string) (m made, err error) {
	t.Helper()
	answer, err := c.Report.Invoke(t.Context(), []byte(event))
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(answer, &m)
}

// object reads an object of the lake.
func object(t *testing.T, c *cloud.Cloud, key string) []byte {
	t.Helper()
	body, _, err := lakeOf(c).Get(t.Context(), key, store.Range{}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	content, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// coverage is what a report's JSON says about the sources.
type coverage struct {
	Whole   bool
	Sources []struct {
		Key               string
		Records, Requests int64
		Rejected          map[string]int64
	}
	Quarantined []struct{ Key, Reason string }
}

func coverageOf(t *testing.T, c *cloud.Cloud, m made) coverage {
	t.Helper()
	var summary struct{ Coverage coverage }
	if err := json.Unmarshal(object(t, c, m.Keys.JSON), &summary); err != nil {
		t.Fatal(err)
	}
	return summary.Coverage
}

// mails are all that the mailbox has, after checking that they are so many.
func mails(t *testing.T, m *ses.Mailbox, want int) []ses.Mail {
	t.Helper()
	all, err := m.Mails(t.Context())
	if err != nil || len(all) != want {
		t.Fatalf("%d mails, error %v, want %d", len(all), err, want)
	}
	return all
}

// attachedCSV is the table that came with a mail, by a name for each column.
func attachedCSV(t *testing.T, m ses.Mail) []map[string]string {
	t.Helper()
	lines, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(tableOf(t, m), []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := make(map[string]string)
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// tableOf is the CSV file of a mail: attached, or in the zip that is attached where the
// report is large.
func tableOf(t *testing.T, m ses.Mail) []byte {
	t.Helper()
	for _, a := range m.Attachments {
		switch path.Ext(a.Filename) {
		case ".csv":
			return a.Content
		case ".zip":
			return unzipCSV(t, a.Content)
		}
	}
	t.Fatalf("no CSV file among %d attachments", len(m.Attachments))
	return nil
}

func unzipCSV(t *testing.T, packed []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(z.File, func(f *zip.File) bool { return path.Ext(f.Name) == ".csv" })
	if i < 0 {
		t.Fatalf("no CSV file among %d in the zip", len(z.File))
	}
	in, err := z.File[i].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	table, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return table
}
