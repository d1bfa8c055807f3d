package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/operate"
)

// listed is how many of the same are named in a text; --json names all.
const listed = 10

// attention says what somebody should do something about; nothing if all is well.
func attention(s *operate.Status) (wants []string) {
	add := func(format string, values ...any) { wants = append(wants, oneLine(fmt.Sprintf(format, values...))) }
	if len(s.Sites) == 0 {
		if s.Newest.IsZero() {
			add("the lake has no records at all: ingest logs, or look at how they are shipped")
		} else {
			add("no records in these days, the newest request is of %s: look at how logs are shipped", minute(s.Newest))
		}
	}
	for i := range s.Sites {
		if site := &s.Sites[i]; s.Missing(site) {
			add("%s has sent no records since %s: look at how its logs are shipped", siteName(site), minute(site.Last))
		}
	}
	if n := len(s.Quarantined); n > 0 {
		add("logs that cannot be read: %d (ship them again, or easreport forget --source)", n)
	}
	if n := len(s.Lossy); n > 0 {
		add("logs that lost many of their lines: %d (look at how they are written and shipped; the lake has what could be read)", n)
	}
	if n := len(s.Doubles); n > 0 {
		add("logs that count more than once: %s (delete the log that another one contains, then easreport forget --source)", counted(n, "group", "groups"))
	}
	if n := len(s.Lost); n > 0 {
		add("files missing in the lake: %d (easreport reconcile writes them again; without their logs, easreport forget --source)", n)
	}
	if n := len(s.Stray); n > 0 {
		add("files in the lake without a marker: %d (easreport reconcile)", n)
	}
	if n := len(s.Damaged); n > 0 {
		add("damaged files in the lake: %d (easreport reconcile writes them again)", n)
	}
	if s.Logs != nil && len(s.Logs.Missing) > 0 {
		add("logs that the lake does not have as they are now: %d (easreport reconcile)", len(s.Logs.Missing))
	}
	if s.DeadLetters != nil && s.DeadLetters.Waiting+s.DeadLetters.Hidden > 0 {
		add("messages that failed too often: %d (find out why, then easreport redrive)", s.DeadLetters.Waiting+s.DeadLetters.Hidden)
	}
	if s.FailedReports != nil && s.FailedReports.Waiting+s.FailedReports.Hidden > 0 {
		add("reports, alerts or reconciles that failed: %d (each message has the event and the error: correct the cause, invoke the function with the event, purge the queue)",
			s.FailedReports.Waiting+s.FailedReports.Hidden)
	}
	return wants
}

// printStatus tells the status to a person.
func printStatus(w io.Writer, s *operate.Status, wants []string) error {
	t := &statusText{Writer: tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
	t.figures(s)
	t.sites(s)
	t.logs(s)
	t.files(s)
	t.behind(s.Logs)
	t.list("WANTS ATTENTION", len(wants), func(i int) string { return wants[i] })
	if len(wants) == 0 {
		t.line("\nAll is well.")
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("printing the status: %w", err)
	}
	return nil
}

// figures prints the totals; the lists follow.
func (t *statusText) figures(s *operate.Status) {
	missing := 0
	for i := range s.Sites {
		if s.Missing(&s.Sites[i]) {
			missing++
		}
	}
	t.line("Status at\t%s, of %s", minute(s.At), count(s.Days, "day"))
	t.line("Servers\t%d expected, %d seen since %s, %d missing", len(s.Sites), len(s.Sites)-missing, lake.DayOf(s.Due.Unix()), missing)
	if s.Logs != nil {
		t.line("Logs\t%d, %d not in the lake as they are now, %d on the way", s.Logs.Total, len(s.Logs.Missing), s.Logs.OnTheWay)
	}
	if s.Logs != nil && manySmall(s.Logs) {
		t.line("Small logs\t%d KB on average; each takes as many requests as a large one: ship larger ones (docs/aws.md, Cost)", s.Logs.Bytes/int64(s.Logs.Total)/1000)
	}
	t.line("Quarantined\t%d", len(s.Quarantined))
	t.line("Missing\t%s of the lake", counted(len(s.Lost), "file", "files"))
	t.line("Damaged\t%d (%s of these days looked at)", len(s.Damaged), count(s.Files, "file"))
	for _, table := range slices.Sorted(maps.Keys(s.Unmade)) {
		t.line("Tables\t%s lacks %s (easreport report --date DAY makes it)", table, someDays(s.Unmade[table]))
	}
	if s.Queue != nil {
		t.line("Queue\t%d waiting, %d being worked on", s.Queue.Waiting, s.Queue.Hidden)
	}
	if s.DeadLetters != nil {
		t.line("Failed messages\t%d", s.DeadLetters.Waiting+s.DeadLetters.Hidden)
	}
	if s.FailedReports != nil {
		t.line("Failed reports\t%d", s.FailedReports.Waiting+s.FailedReports.Hidden)
	}
}

// sites lists the servers, and when each sent its last record.
func (t *statusText) sites(s *operate.Status) {
	if len(s.Sites) > 0 {
		t.line("")
		t.line("SERVER/SITE\tLOGS\tLAST RECORD")
	}
	for i := range s.Sites {
		site, remark := &s.Sites[i], ""
		if s.Missing(site) {
			remark = "\tmissing"
		}
		t.line("%s\t%d\t%s%s", siteName(site), site.Logs, minute(site.Last), remark)
	}
}

// logs lists the logs with problems.
func (t *statusText) logs(s *operate.Status) {
	t.list("QUARANTINED", len(s.Quarantined), func(i int) string {
		q := &s.Quarantined[i]
		return sourceName(q.Bucket, q.Key) + ": " + q.Reason
	})
	t.list("LINES THAT COULD NOT BE READ", len(s.Lossy), func(i int) string {
		l := &s.Lossy[i]
		text := fmt.Sprintf("%s: %d of %d (%s)", sourceName(l.Bucket, l.Key), l.Rejected, l.Lines, l.Reason)
		if len(l.Servers) > 0 {
			text += ", of " + strings.Join(l.Servers, ", ")
		}
		return text
	})
	t.list("LOOK LIKE COPIES OF ONE LOG OR OF PARTS OF IT, AND ALL COUNT", len(s.Doubles), func(i int) string {
		var names []string
		for n := range s.Doubles[i].Sources {
			names = append(names, sourceName(s.Doubles[i].Sources[n].Bucket, s.Doubles[i].Sources[n].Key))
		}
		return firstOf(names)
	})
}

// files lists the files of the lake with problems.
func (t *statusText) files(s *operate.Status) {
	t.list("MISSING IN THE LAKE", len(s.Lost), func(i int) string {
		l := &s.Lost[i]
		if _, _, rows := lake.ParseActivityKey(l.File); !rows {
			return l.File
		}
		name := sourceName(l.Bucket, l.Key)
		if l.Key == "" {
			name = "a log that the lake cannot name"
		}
		return l.File + " of " + name
	})
	t.list("WITHOUT A MARKER", len(s.Stray), func(i int) string { return s.Stray[i].Key })
	t.list("DAMAGED", len(s.Damaged), func(i int) string { return s.Damaged[i].Key + ": " + s.Damaged[i].Err.Error() })
}

// behind lists the logs that the lake has not caught up with.
func (t *statusText) behind(s *operate.LogsStatus) {
	if s == nil {
		return
	}
	t.list("NOT IN THE LAKE AS THEY ARE NOW", len(s.Missing), func(i int) string {
		return s.Missing[i].Key + ": " + s.Missing[i].State.String()
	})
}

// firstOf names the first of some logs.
func firstOf(names []string) string {
	text := strings.Join(names[:min(len(names), listed)], ", ")
	if n := len(names) - listed; n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}

// someDays names days, the first of many.
func someDays(days []lake.Day) string {
	const most = 3
	var names []string
	for _, day := range days[:min(len(days), most)] {
		names = append(names, day.String())
	}
	text := strings.Join(names, ", ")
	if n := len(days) - most; n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}

// manySmall reports whether there are so many small logs that requests for them, some $30
// for a million logs, cost far more than reading them, $0.31 for a TB.
func manySmall(s *operate.LogsStatus) bool {
	const many, small = 1000, 250_000 // logs, bytes
	return s.Total >= many && s.Bytes/int64(s.Total) < small
}

// statusText writes lines of columns.
type statusText struct{ *tabwriter.Writer }

func (t *statusText) line(format string, values ...any) {
	_, _ = fmt.Fprintf(t, format+"\n", values...)
}

// list writes the first of n things under a title.
func (t *statusText) list(title string, n int, text func(i int) string) {
	if n == 0 {
		return
	}
	t.line("\n%s", title)
	for i := range min(n, listed) {
		t.line("%s", oneLine(text(i)))
	}
	if n > listed {
		t.line("and %d more (--json names all)", n-listed)
	}
}

func siteName(s *operate.Site) string { return oneLine(sourceName(s.Bucket, s.Name)) }

func sourceName(bucket, key string) string {
	if bucket == "" {
		return key
	}
	return "s3://" + bucket + "/" + key
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// count is a number of things that are counted by an s.
func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// counted is a number with what is said of one or of many.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
