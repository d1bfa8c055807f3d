package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/story"
	"github.com/easreport/easreport/internal/version"
)

// prepareOutput makes the output folder and tries to write in it, so that a
// mistake shows before long work and not after it.
func (o *reportOptions) prepareOutput() (err error) {
	if o.output == standardOutput {
		if o.output, err = os.MkdirTemp("", "easreport-"); err != nil {
			return fmt.Errorf("making a temporary folder: %w", err)
		}
		o.toStdout, o.noHTML, o.quiet = true, true, true
		return nil
	}
	if err := makeOutput(o.output); err != nil {
		return err
	}
	stage, err := newStage(o.output)
	if err != nil {
		return err
	}
	return stage.remove()
}

// makeOutput makes the folder that -o names.
func makeOutput(folder string) error {
	if err := noFile(folder); err != nil {
		return fmt.Errorf("%w with -o", err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		if errors.Is(err, fs.ErrPermission) {
			return fmt.Errorf("making the output folder: %w: name one with -o that you may write to", err)
		}
		return fmt.Errorf("making the output folder: %w", err)
	}
	return nil
}

// standardOutput is the output folder that stands for printing the CSV.
const standardOutput = "-"

// deliver prints the CSV, if it goes to standard output, and shows the page, if that is wanted.
func (o *reportOptions) deliver(s *reportSummary) error {
	switch {
	case s == nil:
		return nil
	case o.toStdout:
		return copyTo(os.Stdout, s.Files.CSV)
	case o.open:
		return openPage(s.Files.HTML)
	}
	return nil
}

// removeTemporary removes the folder that stood for standard output.
func (o *reportOptions) removeTemporary() {
	if o.toStdout {
		_ = os.RemoveAll(o.output) // what is left is in the system's temporary folder
	}
}

// write builds the report and writes its files; what nobody sent has no report.
func (o *reportOptions) write(ctx context.Context, from origin, q report.Query, s *summary) error {
	told, r, err := o.tell(ctx, from, q, s)
	if err != nil || r == nil {
		return err
	}
	return o.writeFiles(ctx, r, told, s)
}

// tell builds the report and its story. Both are nil for a device or user that sent nothing.
func (o *reportOptions) tell(ctx context.Context, from origin, q report.Query, s *summary) (*story.Story, *report.Report, error) {
	tables, err := o.dayTables(ctx, from.lake, q)
	if err != nil {
		return nil, nil, err
	}
	r, err := assemble.Report(ctx, from.lake, q, from.building()...)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", o.reporting(), err)
	}
	r.Coverage.Lake, r.Coverage.Newer = o.lake, newerLogs(r)
	if s.Nowhere, err = nowhere(ctx, from, r); err != nil {
		return nil, nil, err
	}
	if s.Nowhere != nil && r.Devices.Len() == 0 {
		return nil, nil, nil
	}
	if o.keepsTables() {
		if err := publish.FillTables(ctx, from.lake, &q, baseline.DefaultDays, from.building()...); err != nil && ctx.Err() == nil {
			_, _ = fmt.Fprintf(os.Stderr, "easreport: some days before are not in the baseline: %s\n", oneLine(err.Error()))
		}
	}
	d, err := o.diagnose(ctx, from, r)
	if err != nil {
		return nil, nil, err
	}
	if _, err := tables.Store(ctx, r); err != nil && ctx.Err() == nil { // the lake may be one to read only
		_, _ = fmt.Fprintf(os.Stderr, "easreport: the day is not kept for later baselines: %s\n", oneLine(err.Error()))
	}
	r.Coverage.Quarantined = append(r.Coverage.Quarantined, s.Ingest.unopened()...)
	return story.New(r, d), r, nil
}

// writeFiles writes the report's files, and mails them if that is wanted: all of them are whole
// before the first is in its place, and one that cannot be replaced leaves the others alone.
func (o *reportOptions) writeFiles(ctx context.Context, r *report.Report, told *story.Story, s *summary) (err error) {
	names, err := render.NewNames(o.prefix)
	if err != nil {
		return err
	}
	stage, err := newStage(o.output)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stage.remove()) }()
	files, err := publish.Write(stage.dir, r, told, o.look())
	if err != nil {
		return err
	}
	if o.zip {
		if err := files.Pack(); err != nil {
			return err
		}
	}
	made := files.Names()
	letter, err := o.letter(r, told, files)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	published := stage.publish(names, made)
	s.Report = newReportSummary(r, told)
	s.Report.Files = o.paths(names, r)
	return errors.Join(published, o.send(ctx, letter, s.Report))
}

// look is how the files and the mail look. The flags have been checked.
func (o *reportOptions) look() publish.Look {
	columns, _ := o.columns()
	return publish.Look{Prefix: o.prefix, Version: version.Current(), Columns: columns, NoPage: !o.page(), Excel: o.excel}
}

// page tells whether the HTML page is wanted.
func (o *reportOptions) page() bool { return o.html && !o.noHTML }

func (o *reportOptions) paths(names render.Names, r *report.Report) reportFiles {
	f := reportFiles{CSV: filepath.Join(o.output, names.CSV())}
	if o.minimumHits > 0 {
		f.MinHitsCSV = filepath.Join(o.output, names.MinimumCSV(r.Query.MinimumHits))
	}
	if o.page() {
		f.HTML = filepath.Join(o.output, names.HTML())
	}
	if o.zip {
		f.ZIP = filepath.Join(o.output, names.Zip())
	}
	return f
}
