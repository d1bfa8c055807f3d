package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
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

// mostAttached is the largest limit of attachments in MB: SES takes messages of
// 40 MB, in which files are a third larger, and a page and a text beside them.
const mostAttached = 28

// settings reads an environment and gathers what is wrong with it.
type settings struct {
	get      func(name string) string
	problems []error
}

// newConfig reads the settings, of which get gives each by its name. The error
// has all mistakes.
func newConfig(get func(name string) string) (config, error) {
	s := &settings{get: get}
	c := config{
		lake:             s.lake(),
		stack:            s.text("EASREPORT_STACK", get("AWS_LAMBDA_FUNCTION_NAME")),
		sender:           get("EASREPORT_SENDER"),
		recipients:       s.list("EASREPORT_RECIPIENTS"),
		configurationSet: get("EASREPORT_SES_CONFIGURATION_SET"),
		when:             publish.When(s.text("EASREPORT_SEND_WHEN", string(publish.Always))),
		zone:             s.zone("EASREPORT_TIME_ZONE"),
		minimumHits:      int64(s.number("EASREPORT_MINIMUM_HITS", 0, 0)),
		topHits:          s.number("EASREPORT_TOP_HITS", 0, 0),
		bucketSeconds:    s.number("EASREPORT_REPORT_BY_SECONDS", 0, 0),
		byUserAgent:      s.yes("EASREPORT_BY_USER_AGENT"),
		look:             s.look(),
		limits:           publish.Limits{ZipFrom: s.megabytes("EASREPORT_ZIP_ABOVE_MB", 2), LinkAbove: s.megabytes("EASREPORT_LINK_ABOVE_MB", 7)},
		alertMinimumHits: int64(s.number("EASREPORT_ALERT_MINIMUM_HITS", 1500, 1)),
		alertHours:       s.number("EASREPORT_ALERT_HOURS", 1, 1),
	}
	if c.when != publish.Always && c.when != publish.Flagged {
		s.wrong("EASREPORT_SEND_WHEN", fmt.Errorf("want %s or %s", publish.Always, publish.Flagged))
	}
	if c.alertHours > 24 {
		s.wrong("EASREPORT_ALERT_HOURS", errors.New("want 1 to 24"))
	}
	if len(c.recipients) > 0 {
		s.problems = append(s.problems, checkMail(c.sender, c.recipients))
	}
	return c, errors.Join(s.problems...)
}

// checkMail finds mistakes in the addresses of a mail.
func checkMail(sender string, recipients []string) error {
	if len(recipients) > sesmail.MaxRecipients {
		return fmt.Errorf("%d recipients: Amazon SES takes %d for a mail", len(recipients), sesmail.MaxRecipients)
	}
	trial := mail.Message{From: sender, To: recipients, Subject: "trial", Text: "trial"}
	return trial.Validate()
}

func (s *settings) wrong(name string, err error) {
	s.problems = append(s.problems, fmt.Errorf("%s %q: %w", name, s.get(name), err))
}

func (s *settings) text(name, usual string) string {
	if text := s.get(name); text != "" {
		return text
	}
	return usual
}

func (s *settings) list(name string) (all []string) {
	for part := range strings.SplitSeq(s.get(name), ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

func (s *settings) number(name string, usual, least int) int {
	text := s.get(name)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least {
		s.wrong(name, fmt.Errorf("want a whole number from %d", least))
		return usual
	}
	return n
}

func (s *settings) megabytes(name string, usual float64) float64 {
	text := s.get(name)
	if text == "" {
		return usual
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !(n > 0 && n <= mostAttached) { // also what is not a number
		s.wrong(name, fmt.Errorf("want a number above 0, of MB, and at most %d", mostAttached))
		return usual
	}
	return n
}

func (s *settings) yes(name string) bool {
	text := s.get(name)
	if text == "" {
		return false
	}
	yes, err := strconv.ParseBool(text)
	if err != nil {
		s.wrong(name, errors.New("want true or false"))
	}
	return yes
}

func (s *settings) zone(name string) *time.Location {
	zone, err := time.LoadLocation(s.get(name)) // empty is UTC
	if err != nil || zone == time.Local {
		s.wrong(name, errors.New("want a time zone such as Europe/Berlin"))
		return time.UTC
	}
	return zone
}

func (s *settings) lake() s3store.Location {
	at, err := s3store.ParseURL(s.get("EASREPORT_LAKE"))
	if err != nil {
		s.problems = append(s.problems, fmt.Errorf("EASREPORT_LAKE: %w", err))
	}
	at.Owner = s.get("EASREPORT_OWNER")
	return at
}

func (s *settings) look() publish.Look {
	l := publish.Look{Prefix: s.get("EASREPORT_PREFIX")}
	if _, err := render.NewNames(l.Prefix); err != nil {
		s.problems = append(s.problems, fmt.Errorf("EASREPORT_PREFIX: %w", err))
	}
	var err error
	if l.Columns, err = render.ParseColumns(s.get("EASREPORT_HTML_COLUMNS")); err != nil {
		s.problems = append(s.problems, fmt.Errorf("EASREPORT_HTML_COLUMNS: %w", err))
	}
	return l
}
