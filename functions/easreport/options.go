package main

import (
	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/render"
)

// reportOptions are the flags of run and report.
type reportOptions struct {
	places
	output, prefix string

	spanOptions
	devices, users namesValue

	hourly      bool
	seconds     int
	minimumHits int64
	topHits     int
	byUserAgent bool

	html, noHTML bool
	htmlColumns  string
	zip          bool
	zipSize      float64
	json         bool
	excel, open  bool
	toStdout     bool // the CSV is printed; output is a temporary folder
	voice
	rules    string
	expected string

	mail mailOptions
}

func (o *reportOptions) addReportFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.output, "output", "o", "easreport-out", "`FOLDER` for the report, or - for its CSV on standard output")
	f.StringVar(&o.prefix, "prefix", "", "`TEXT` in front of the files' names and the title")

	o.addSpanFlags(f)
	o.devices.what, o.users.what = "ID", "NAME"
	f.Var(&o.devices, "device-id", "only this device; may be given again, or @FILE with one ID a line")
	f.Var(&o.users, "user", "only this user: name, DOMAIN\\name or name@domain; may be given again,\nor @FILE with one a line")

	f.BoolVar(&o.hourly, "hourly", false, "one row per hour")
	f.IntVar(&o.seconds, "report-by-seconds", 0, "one row per `N` seconds")
	f.Int64Var(&o.minimumHits, "minimum-hits", 0, "also a CSV of the rows with at least `N` hits; the page shows these")
	f.IntVar(&o.topHits, "top-hits", 0, "only the `N` devices with the most hits")
	f.BoolVar(&o.byUserAgent, "by-user-agent", false, "one row per user agent of a device, as ActiveSyncReport.ps1 did")

	f.BoolVar(&o.html, "html", true, "write the HTML page")
	f.BoolVar(&o.noHTML, "no-html", false, "do not write the HTML page")
	f.StringVar(&o.htmlColumns, "html-columns", "", "the page's `COLUMNS`, by CSV name: User,DeviceId,Hits,...")
	f.BoolVar(&o.zip, "zip", false, "also write the report's files as one zip")
	f.Float64Var(&o.zipSize, "zip-size", 2, "mail the files as a zip from `MB` megabytes on")
	f.BoolVar(&o.excel, "excel", false, "begin CSV files with a byte order mark, so that Excel reads accents right")
	f.BoolVar(&o.open, "open", false, "show the page in the browser")
	o.addVoiceFlags(f)
	f.BoolVar(&o.json, "json", false, "print a machine-readable summary on standard output")
	f.StringVar(&o.rules, "rules", "", "`FILE` with thresholds for findings (JSON) that replace the default ones")
	o.mail.addFlags(f)
}

// check finds mistakes in the flags before any work is done.
func (o *reportOptions) check(cmd *cobra.Command, needed ...string) error {
	for _, pair := range [][2]string{{"hourly", "report-by-seconds"}, {"html", "no-html"}} {
		if err := exclusive(cmd, pair[0], pair[1]); err != nil {
			return err
		}
	}
	for _, flag := range []string{"output", "date", "from", "to", "last", "time-zone"} {
		if f := cmd.Flags().Lookup(flag); f.Changed && f.Value.String() == "" {
			return usage("--%s is empty", flag)
		}
	}
	if o.output == standardOutput {
		for _, flag := range []string{"json", "zip", "html", "open", "prefix"} {
			if cmd.Flags().Changed(flag) {
				return usage("--output - prints the CSV alone: leave --%s out, or name a folder", flag)
			}
		}
	}
	if o.open && !o.page() {
		return usage("--open shows the page: leave --no-html out")
	}
	if err := o.places.check(cmd, needed...); err != nil {
		return err
	}
	if err := o.spanOptions.check(cmd); err != nil {
		return err
	}
	for _, number := range []struct {
		flag  string
		value float64
	}{
		{"report-by-seconds", float64(o.seconds)},
		{"minimum-hits", float64(o.minimumHits)},
		{"top-hits", float64(o.topHits)},
		{"zip-size", o.zipSize},
	} {
		if !(number.value >= 0) { // also what is not a number
			return usage("--%s %v: want 0 or a number above", number.flag, number.value)
		}
	}
	if _, err := render.NewNames(o.prefix); err != nil {
		return usage("--prefix: %w", err)
	}
	if _, err := o.columns(); err != nil {
		return usage("--html-columns: %w", err)
	}
	if _, err := thresholds(o.rules); err != nil {
		return err
	}
	if _, err := expected(o.expected); err != nil {
		return err
	}
	if err := o.mail.check(); err != nil {
		return usageError{err}
	}
	return nil
}

// bucketSeconds is the time span of the report's rows, 0 for none.
func (o *reportOptions) bucketSeconds() int {
	if o.hourly {
		return 3600
	}
	return o.seconds
}

// columns are the page's columns, nil for its own choice.
func (o *reportOptions) columns() ([]render.Column, error) {
	if o.htmlColumns == "" {
		return nil, nil
	}
	return render.ParseColumns(o.htmlColumns)
}
