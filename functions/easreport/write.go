package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/easreport/easreport/internal/diagnosis"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
)

// prepareOutput makes the output folder and tries to write in it, so that a
// mistake shows before long work and not after it.
func (o *reportOptions) prepareOutput() error {
	if err := os.MkdirAll(o.output, 0o755); err != nil {
		return fmt.Errorf("making the output folder: %w", err)
	}
	stage, err := newStage(o.output)
	if err != nil {
		return err
	}
	return stage.remove()
}

// write builds the report and writes its files, all of them or none.
func (o *reportOptions) write(ctx context.Context, q report.Query, s *summary) (err error) {
	lake, err := dirstore.Open(o.lake)
	if err != nil {
		return fmt.Errorf("opening the lake: %w", err)
	}
	r, err := report.Build(ctx, lake, q)
	if err != nil {
		return fmt.Errorf("reporting from %s: %w", o.lake, err)
	}
	d, err := o.diagnose(ctx, lake, r)
	if err != nil {
		return err
	}
	r.Coverage.Quarantined = append(r.Coverage.Quarantined, s.Ingest.unopened()...)
	stage, err := newStage(o.output)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stage.remove()) }()
	names, err := render.NewNames(o.prefix)
	if err != nil {
		return err
	}
	if err := o.render(r, names, stage); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := stage.publish(names); err != nil {
		return err
	}
	s.Report = newReportSummary(r)
	s.Report.Findings = newFindingsSummary(d)
	s.Report.Files = o.paths(names, r)
	return o.send(ctx, r, names, s.Report)
}

// diagnose looks for what is wrong with the devices of the report.
func (o *reportOptions) diagnose(ctx context.Context, lake store.Reader, r *report.Report) (*diagnosis.Diagnosis, error) {
	options := diagnosis.DefaultOptions()
	var err error
	if options.Thresholds, err = thresholds(o.rules); err != nil {
		return nil, err
	}
	d, err := diagnosis.Make(ctx, lake, r, options)
	if err != nil {
		return nil, fmt.Errorf("reporting from %s: %w", o.lake, err)
	}
	return d, nil
}

// render writes the files of the report to the stage.
func (o *reportOptions) render(r *report.Report, names render.Names, to *stage) error {
	err := to.file(names.CSV(), func(w io.Writer) error { return render.CSV(w, r, nil) })
	if err == nil && o.minimumHits > 0 {
		err = to.file(names.MinimumCSV(o.minimumHits), func(w io.Writer) error { return render.CSV(w, r, r.Query.Flagged) })
	}
	if err == nil && o.page() {
		columns, badColumns := o.columns()
		if badColumns != nil {
			return badColumns
		}
		options := render.PageOptions{Prefix: o.prefix, Columns: columns, CSVName: names.CSV()}
		err = to.file(names.HTML(), func(w io.Writer) error { return render.HTML(w, r, options) })
	}
	if err == nil && o.zip {
		// Dated by what they are about, so that the same report makes the same zip.
		err = to.zip(names.Zip(), r.Query.To)
	}
	return err
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
