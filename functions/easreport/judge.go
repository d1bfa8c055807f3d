package main

import (
	"context"
	"fmt"
	"os"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
)

// thresholds reads a file of them; without a name they are those by default.
func thresholds(path string) (finding.Thresholds, error) {
	if path == "" {
		return finding.DefaultThresholds(), nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return finding.Thresholds{}, usage("--rules: %w", notThere(path, err))
	}
	limits, err := finding.ParseThresholds(text)
	if err != nil {
		return limits, usage("--rules %s: %w", path, err)
	}
	return limits, nil
}

// expected reads a file of who should be in a report; without a name it is who was
// seen in the days before.
func expected(path string) (report.Expected, error) {
	if path == "" {
		return report.Expected{Days: report.DefaultExpectedDays}, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return report.Expected{}, usage("--expected: %w", notThere(path, err))
	}
	e, err := report.ParseExpected(text)
	if err != nil {
		return e, usage("--expected %s: %w", path, err)
	}
	return e, nil
}

// diagnose looks for what is wrong with the devices of the report.
func (o *reportOptions) diagnose(ctx context.Context, from origin, r *report.Report) (*finding.Diagnosis, error) {
	options := finding.DefaultOptions()
	var err error
	if options.Thresholds, err = thresholds(o.rules); err != nil {
		return nil, err
	}
	d, err := finding.Diagnose(ctx, from.lake, r, options, from.building()...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.reporting(), err)
	}
	return d, nil
}

// dayTables are the tables of a whole day on a lake that is a folder, devices for
// baselines; nil of other reports. On S3 it is the report function's; without a lake nothing
// is kept.
func (o *reportOptions) dayTables(ctx context.Context, lake store.Store, q report.Query) (*publish.DayTables, error) {
	if !o.keepsTables() {
		return nil, nil
	}
	return publish.NewDayTables(ctx, lake, q)
}

func (o *reportOptions) keepsTables() bool { return o.lake != "" && !onS3(o.lake) }
