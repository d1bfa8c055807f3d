package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/easreport/easreport/internal/diagnosis"
	"github.com/easreport/easreport/internal/render"
)

// topShown is how many devices the summary lists.
const topShown = 10

// finish tells of the work, and fails if some of it failed.
// If the report failed, what else there is to tell comes first.
func (o *reportOptions) finish(s summary, failed error) error {
	err := finish(s, o.json, os.Stdout)
	if failed != nil {
		return failed
	}
	return err
}

func finish(s summary, asJSON bool, w io.Writer) error {
	var err error
	if asJSON {
		err = printJSON(w, s)
	} else {
		err = printText(w, s)
	}
	if err != nil {
		return err
	}
	if tellFailures(os.Stderr, s) > 0 {
		return errSaid
	}
	return nil
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
	if err := render.Text(w, r.model, topShown); err != nil {
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
	if r.model.Query.DeviceID == "" {
		return render.Findings(w, r.diagnosis, topShown)
	}
	asked := slices.Concat(r.diagnosis.Devices, r.diagnosis.Well)
	for i := range asked[:min(len(asked), diagnosis.MaxWell)] {
		if i > 0 {
			_, _ = fmt.Fprintln(w)
		}
		if err := render.Device(w, &r.model.Query, &asked[i], r.diagnosis.Baseline); err != nil {
			return err
		}
	}
	return nil
}

// tellFailures names what could not be done, and counts it.
func tellFailures(w io.Writer, s summary) (n int) {
	for i := range s.Ingest.Logs {
		if log := &s.Ingest.Logs[i]; log.Outcome == outcomeFailed {
			_, _ = fmt.Fprintf(w, "easreport: not read: %s\n", oneLine(log.Reason))
			n++
		}
	}
	if s.Report != nil {
		for _, d := range s.Report.model.Coverage.Damaged {
			_, _ = fmt.Fprintf(w, "easreport: not counted: %s: %s\n", d.Key, oneLine(d.Err.Error()))
			n++
		}
	}
	if n > 0 && s.Ingest.Logs != nil && s.Ingest.read() == 0 {
		_, _ = fmt.Fprintln(w, "easreport: no log could be read, so there is no report")
	}
	if n == 0 && s.Ingest.Logs != nil && s.Ingest.read() == 0 {
		_, _ = fmt.Fprintf(w, "easreport: none of these is an IIS log, so there is no report: %s\n", whereLogsLie)
		n++
	}
	return n
}
