package main

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/mail/sesmail"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/store/s3store"
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
	minimumHits   int64
	topHits       int
	bucketSeconds int
	byUserAgent   bool
	look          publish.Look
	limits        publish.Limits

	alertMinimumHits int64
	alertHours       int
}

// newConfig reads the environment. The error holds every mistake there is.
func newConfig(getenv func(name string) string) (config, error) {
	e := environment{get: getenv}
	c := config{
		lake:             read(&e, "EASREPORT_LAKE", "", location),
		stack:            cmp.Or(getenv("EASREPORT_STACK"), getenv("AWS_LAMBDA_FUNCTION_NAME"), "easreport"),
		memory:           read(&e, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769", from(1)),
		sender:           getenv("EASREPORT_SENDER"),
		recipients:       list(getenv("EASREPORT_RECIPIENTS")),
		configurationSet: getenv("EASREPORT_SES_CONFIGURATION_SET"),
		when:             read(&e, "EASREPORT_SEND_WHEN", string(publish.Always), when),
		zone:             read(&e, "EASREPORT_TIME_ZONE", "UTC", zone),
		minimumHits:      int64(read(&e, "EASREPORT_MINIMUM_HITS", "0", from(0))),
		topHits:          read(&e, "EASREPORT_TOP_HITS", "0", from(0)),
		bucketSeconds:    read(&e, "EASREPORT_REPORT_BY_SECONDS", "0", from(0)),
		byUserAgent:      read(&e, "EASREPORT_BY_USER_AGENT", "false", yes),
		look: publish.Look{
			Prefix:  read(&e, "EASREPORT_PREFIX", "", prefix),
			Columns: read(&e, "EASREPORT_HTML_COLUMNS", "", render.ParseColumns),
		},
		limits: publish.Limits{
			ZipFrom:   read(&e, "EASREPORT_ZIP_ABOVE_MB", "2", megabytes),
			LinkAbove: read(&e, "EASREPORT_LINK_ABOVE_MB", "7", megabytes),
		},
		alertMinimumHits: int64(read(&e, "EASREPORT_ALERT_MINIMUM_HITS", "1500", from(1))),
		alertHours:       read(&e, "EASREPORT_ALERT_HOURS", "1", hours),
	}
	c.lake.Owner = read(&e, "EASREPORT_OWNER", "", account)
	if len(c.recipients) > 0 {
		e.note("EASREPORT_SENDER, EASREPORT_RECIPIENTS", checkMail(c.sender, c.recipients))
	}
	return c, errors.Join(e.mistakes...)
}

// checkMail finds mistakes in the addresses of a mail.
func checkMail(sender string, recipients []string) error {
	if len(recipients) > sesmail.MaxRecipients {
		return fmt.Errorf("%d recipients: Amazon SES takes %d for a mail", len(recipients), sesmail.MaxRecipients)
	}
	trial := mail.Message{From: sender, To: recipients, Subject: "trial", Text: "trial"}
	return trial.Validate()
}
