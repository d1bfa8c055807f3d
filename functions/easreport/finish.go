package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/easreport/easreport/internal/render"
)

// topShown is how many devices the summary lists.
const topShown = 10

// finish tells of the work, and fails if some of it failed.
// If the report failed, what else there is to tell comes first.
func (o *reportOptions) finish(s summary, failed error) error {
	err := finish(s, o.json, &o.voice)
	if failed == nil {
		failed = o.deliver(s.Report)
	}
	if failed != nil {
		return failed
	}
	return err
}

func finish(s summary, asJSON bool, v *voice) error {
	var err error
	switch {
	case asJSON:
		err = printJSON(os.Stdout, s)
	case !v.quiet:
		err = printText(painted(), s)
	}
	if v.verbose {
		tellLogs(os.Stderr, s.Ingest.Logs)
	}
	if err != nil {
		return err
	}
	if tellFailures(os.Stderr, s) > 0 {
		return errSaid
	}
	return nil
}

// tellLogs prints a line about each log.
func tellLogs(w io.Writer, logs []logSummary) {
	for i := range logs {
		log := &logs[i]
		_, _ = fmt.Fprintf(w, "easreport: %s: %s, %d records, %d requests, %d rejected\n", oneLine(log.Path), log.Outcome, log.Records, log.Requests, log.Rejected)
	}
}

// printText tells of the work to a person.
func printText(w io.Writer, s summary) error {
	p := message.NewPrinter(language.English) // thousands apart
	if n := s.Ingest.read(); n > 0 {
		unchanged := 0
		for i := range s.Ingest.Logs {
			if s.Ingest.Logs[i].Outcome == outcomeUnchanged {
				unchanged++
			}
		}
		_, _ = p.Fprintf(w, "Logs read  %d: %d records, %d ActiveSync requests, %d lines rejected\n",
			n, s.Ingest.Records, s.Ingest.Requests, s.Ingest.Rejected)
		if n := s.Ingest.Repaired; n > 0 {
			_, _ = p.Fprintf(w, "           %d records repaired: blanks in the user name\n", n)
		}
		if unchanged > 0 {
			_, _ = p.Fprintf(w, "           %d of them unchanged, so not read again\n", unchanged)
		}
	}
	printOthers(w, &s.Ingest)
	r := s.Report
	if r == nil {
		return nil
	}
	if s.Ingest.Logs != nil {
		_, _ = fmt.Fprintln(w)
	}
	if err := render.Text(w, r.model, r.story, topShown); err != nil {
		return fmt.Errorf("printing the summary: %w", err)
	}
	_, _ = fmt.Fprintln(w)
	if err := printDevices(w, r); err != nil {
		return fmt.Errorf("printing the summary: %w", err)
	}
	_, _ = fmt.Fprintln(w)
	for _, path := range []string{r.Files.CSV, r.Files.MinHitsCSV, r.Files.HTML, r.Files.ZIP} {
		if path != "" {
			_, _ = fmt.Fprintln(w, path)
		}
	}
	for _, to := range r.Mailed {
		_, _ = fmt.Fprintf(w, "mailed to %s\n", to)
	}
	return nil
}

// printOthers names the logs of other kinds, the first of them, and where those of IIS are.
func printOthers(w io.Writer, s *ingestSummary) {
	n := 0
	for i := range s.Logs {
		log := &s.Logs[i]
		if log.Outcome == outcomeFailed || log.Reason == "" {
			continue
		}
		if n++; n <= listed {
			_, _ = fmt.Fprintf(w, "Passed over  %s: %s\n", oneLine(log.Path), strings.TrimSuffix(log.Reason, "; "+whereLogsLie))
		}
	}
	if n > listed {
		_, _ = fmt.Fprintf(w, "             and %d more (--json names all)\n", n-listed)
	}
	if n > 0 {
		_, _ = fmt.Fprintf(w, "             %s.\n", whereLogsLie)
	}
}

// printDevices tells what is wrong with devices: of all in short, or all there is to
// know about one that was asked for, and each user of it.
func printDevices(w io.Writer, r *reportSummary) error {
	if len(r.model.Query.DeviceIDs) == 0 {
		return render.Findings(w, r.story, topShown)
	}
	asked := slices.Concat(r.story.Devices, r.story.Well)
	for i := range asked[:min(len(asked), topShown)] {
		if i > 0 {
			_, _ = fmt.Fprintln(w)
		}
		if err := render.Device(w, &r.model.Query, &asked[i]); err != nil {
			return err
		}
	}
	return nil
}

// tellFailures names what could not be done, and counts it.
func tellFailures(w io.Writer, s summary) (n int) {
	full := 0
	for i := range s.Ingest.Logs {
		log := &s.Ingest.Logs[i]
		if log.allRejected() {
			_, _ = fmt.Fprintf(w, "easreport: not read: %s: all %d lines were rejected (%s)\n", oneLine(log.Path), log.Rejected, log.result.Stamp.Reading.MainReason())
			n++
			continue
		}
		if log.Outcome != outcomeFailed {
			continue
		}
		n++
		if log.full {
			if full++; full > 1 {
				continue // the first says it for all
			}
		}
		_, _ = fmt.Fprintf(w, "easreport: not read: %s\n", oneLine(log.Reason))
	}
	if full > 0 {
		_, _ = fmt.Fprintf(w, "easreport: the disk is full, so %s not in the lake: make room and run this again\n", counted(full, "log is", "logs are"))
	}
	if s.Report != nil {
		for _, d := range s.Report.model.Coverage.Damaged {
			_, _ = fmt.Fprintf(w, "easreport: not counted: %s: %s\n", d.Key, oneLine(d.Err.Error()))
			n++
		}
		for _, problem := range s.Report.model.Coverage.Repairs() {
			_, _ = fmt.Fprintf(w, "easreport: %s\n", oneLine(problem))
			n++
		}
	}
	for _, message := range s.Nowhere {
		_, _ = fmt.Fprintf(w, "easreport: %s\n", oneLine(message))
		n++
	}
	if n > len(s.Nowhere) && s.Ingest.Logs != nil && s.Ingest.read() == 0 {
		_, _ = fmt.Fprintln(w, "easreport: no log could be read")
	}
	if n == 0 && len(s.Ingest.Logs) > 0 && s.Ingest.read() == 0 {
		_, _ = fmt.Fprintf(w, "easreport: none of these is an IIS log: %s\n", whereLogsLie)
		n++
	}
	return n
}
