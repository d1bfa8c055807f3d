package main

import (
	"cmp"
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/mail/sesmail"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/settings"
	"github.com/easreport/easreport/internal/store/s3store"
	"github.com/easreport/easreport/internal/version"
	"github.com/easreport/easreport/internal/zone"
)

// config is how the function is set up, by its environment.
type config struct {
	lake  s3store.Location
	stack string // dimension of the metrics
	// memory is what the function has, in MB.
	memory int

	sender           string
	recipients       []string
	configurationSet string
	when             publish.When

	zone          *time.Location
	schedule      expression // of the report
	minimumHits   int64
	topHits       int
	bucketSeconds int
	byUserAgent   bool
	look          publish.Look
	diagnosis     finding.Options
	expected      report.Expected
	limits        publish.Limits

	alertMinimumHits int64
	alertHours       int

	engine              engineName
	workgroup, database string // of Athena
}

// newConfig reads the environment. The error holds every mistake there is.
func newConfig(getenv func(name string) string) (config, error) {
	e := settings.Of(getenv)
	c := config{
		lake:             settings.Read(e, "EASREPORT_LAKE", "", settings.Location),
		stack:            cmp.Or(e.Text("EASREPORT_STACK", "AWS_LAMBDA_FUNCTION_NAME"), "easreport"),
		memory:           settings.Read(e, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769", from(1)),
		sender:           e.Text("EASREPORT_SENDER"),
		recipients:       list(e.Text("EASREPORT_RECIPIENTS")),
		configurationSet: e.Text("EASREPORT_SES_CONFIGURATION_SET"),
		when:             settings.Read(e, "EASREPORT_SEND_WHEN", string(publish.Always), when),
		zone:             settings.Read(e, "EASREPORT_TIME_ZONE", "UTC", zone.LoadIANA),
		schedule:         settings.Read(e, "EASREPORT_SCHEDULE", "cron(0 6 * * ? *)", parseSchedule),
		minimumHits:      int64(settings.Read(e, "EASREPORT_MINIMUM_HITS", "0", from(0))),
		topHits:          settings.Read(e, "EASREPORT_TOP_HITS", "0", from(0)),
		bucketSeconds:    settings.Read(e, "EASREPORT_REPORT_BY_SECONDS", "0", from(0)),
		byUserAgent:      settings.Read(e, "EASREPORT_BY_USER_AGENT", "false", yes),
		look: publish.Look{
			Version: version.Current(),
			Prefix:  settings.Read(e, "EASREPORT_PREFIX", "", prefix),
			Columns: settings.Read(e, "EASREPORT_HTML_COLUMNS", "", render.ParseColumns),
		},
		diagnosis: finding.DefaultOptions(),
		expected:  settings.Read(e, "EASREPORT_EXPECTED", "{}", expected),
		limits: publish.Limits{
			ZipFrom:   settings.Read(e, "EASREPORT_ZIP_ABOVE_MB", "2", megabytes),
			LinkAbove: settings.Read(e, "EASREPORT_LINK_ABOVE_MB", "7", megabytes),
		},
		alertMinimumHits: int64(settings.Read(e, "EASREPORT_ALERT_MINIMUM_HITS", "1500", from(1))),
		alertHours:       settings.Read(e, "EASREPORT_ALERT_HOURS", "3", hours),
		engine:           settings.Read(e, "EASREPORT_MERGE_ENGINE", string(embedded), parseEngine),
		workgroup:        e.Text("EASREPORT_WORKGROUP"),
		database:         e.Text("EASREPORT_DATABASE"),
	}
	c.diagnosis.Thresholds = settings.Read(e, "EASREPORT_RULES", "{}", rules)
	c.lake.Owner = settings.Read(e, "EASREPORT_OWNER", "", settings.Account)
	if len(c.recipients) > 0 {
		e.Note("EASREPORT_SENDER, EASREPORT_RECIPIENTS", checkMail(c.sender, c.recipients))
	}
	if c.engine == onAthena && (c.workgroup == "" || c.database == "") {
		e.Note("EASREPORT_WORKGROUP, EASREPORT_DATABASE", errNotSet)
	}
	return c, e.Err()
}

// checkMail finds mistakes in the addresses of a mail.
func checkMail(sender string, recipients []string) error {
	if len(recipients) > sesmail.MaxRecipients {
		return fmt.Errorf("%d recipients: Amazon SES takes %d for a mail", len(recipients), sesmail.MaxRecipients)
	}
	trial := mail.Message{From: sender, To: recipients, Subject: "trial", Text: "trial"}
	return trial.Validate()
}
