package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/easreport/easreport/internal/engine"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/render/letter"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/story"
)

// Publisher publishes reports on a lake, into the lake.
type Publisher struct {
	Lake store.Store
	// Engine adds up the rows of a day; nil: this process does.
	Engine *engine.Engine
	// URL is what mails call the lake, such as s3://bucket/prefix.
	URL  string
	Look Look
	// Diagnosis says how hard to look for what is wrong with devices.
	Diagnosis finding.Options
	// Limits are those of files in mails.
	Limits Limits
	// Clock is the time that claims are judged by.
	Clock Clock
}

// Result is what came of publishing a report.
type Result struct {
	Fingerprint string
	// Page, CSV, JSON and Zip are the keys of the files (Zip only of large ones);
	// Devices is that of the devices table, of a whole day only.
	Page, CSV, MinimumCSV, JSON, Zip, Devices string
	// Mailed tells that this run has sent the mail. Why says why not.
	Mailed    bool
	Why       string
	MessageID string
	// Revision counts the reports on this question that were mailed, this one included:
	// later ones are made of other logs.
	Revision int
	// Unrecorded is why the receipt of a mail could not be written: the mail may
	// come again.
	Unrecorded error
	// Flagged counts the rows of devices with the query's minimum of hits, Critical and
	// Warning the devices with findings as severe, by the most severe of each, and the
	// findings about what devices share.
	Flagged, Critical, Warning int
	Totals                     report.Totals
	// Quarantined and Damaged count what is known to be missing.
	Quarantined, Damaged int
}

// Publish makes the report of a query and its diagnosis, stores its files, mails them if that is
// wanted (nil: it is not) and was not done, and stores the tables of a
// whole day. It may be called again, and by many at a time. The caller has checked the lake's
// version. Errors are those of
// assemble.Report, finding.Diagnose, the store and the sender; the Result says how far it
// came.
func (p *Publisher) Publish(ctx context.Context, q report.Query, m *Mailing) (result Result, err error) {
	if err := p.reconcile(ctx, &q); err != nil {
		return result, err
	}
	tables, err := NewDayTables(ctx, p.Lake, q, assemble.WithEngine(p.Engine))
	if err != nil {
		return result, err
	}
	r, err := assemble.Report(ctx, p.Lake, q, assemble.WithEngine(p.Engine))
	if err != nil {
		return result, fmt.Errorf("building the report: %w", err)
	}
	r.Coverage.Lake = p.URL
	if err := FillTables(ctx, p.Lake, &q, p.Diagnosis.BaselineDays, assemble.WithEngine(p.Engine)); err != nil {
		return result, err
	}
	err = p.publish(ctx, r, m, &result)
	// A report that is not mailed must not keep the tables from being made.
	key, tablesErr := tables.Store(ctx, r)
	result.Devices = key
	return result, errors.Join(err, tablesErr)
}

// publish looks for what is wrong with the devices of a report, stores its files and
// mails it.
func (p *Publisher) publish(ctx context.Context, r *report.Report, m *Mailing, result *Result) (err error) {
	result.Totals, result.Flagged = r.Totals, countFlagged(r)
	result.Quarantined, result.Damaged = len(r.Coverage.Quarantined), len(r.Coverage.Damaged)
	d, err := finding.Diagnose(ctx, p.Lake, r, p.Diagnosis, assemble.WithEngine(p.Engine))
	if err != nil {
		return err
	}
	told := story.New(r, d)
	result.Critical, result.Warning = told.Count(story.Critical), told.Count(story.Warning)
	if result.Fingerprint, err = p.fingerprint(r, d); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "easreport-")
	if err != nil {
		return fmt.Errorf("making a temporary folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	files, err := Write(dir, r, told, p.Look)
	if err != nil {
		return err
	}
	if _, err := files.chosen(p.Limits); err != nil { // makes the zip of large ones
		return err
	}
	text, err := newSummary(r, told, result.Flagged).marshal()
	if err != nil {
		return err
	}
	keys, err := p.keep(ctx, reportPrefix(&r.Query, result.Fingerprint), files, text)
	if err != nil {
		return err
	}
	result.name(keys)
	return p.mail(ctx, r, told, files, keys, m, result)
}

// name sorts the keys of the files.
func (r *Result) name(keys []string) {
	for _, key := range keys {
		switch {
		case strings.HasSuffix(key, ".html"):
			r.Page = key
		case strings.HasSuffix(key, ".json"):
			r.JSON = key
		case strings.HasSuffix(key, ".zip"):
			r.Zip = key
		case r.CSV == "": // it comes first
			r.CSV = key
		default:
			r.MinimumCSV = key
		}
	}
}

// mail mails a report that is stored.
func (p *Publisher) mail(ctx context.Context, r *report.Report, told *story.Story, files *Files, keys []string, m *Mailing, result *Result) error {
	switch {
	case m == nil:
		result.Why = "no mail was asked for"
		return nil
	case len(m.To) == 0:
		result.Why = "there are no recipients"
		return nil
	case m.When == Flagged && result.Flagged+result.Critical+result.Warning == 0 && r.Coverage.Whole():
		result.Why = "no device has the minimum of hits or needs attention, and nothing is missing"
		return nil
	}
	c := lake.Receipt{Fingerprint: result.Fingerprint}
	var err error
	if c.About, err = p.about(&r.Query); err != nil {
		return err
	}
	if c.Revision, err = p.revision(ctx, &r.Query, c); err != nil {
		return err
	}
	key := sentKey(&r.Query, result.Fingerprint, m.To)
	done, err := p.deliver(ctx, m, []string{key}, c, func([]string) (*mail.Message, error) {
		return p.letter(r, told, files, keys, c.Revision)
	})
	result.MessageID, result.Unrecorded = done.messageID, done.unrecorded
	switch result.Mailed = len(done.keys) > 0; {
	case result.Mailed:
		result.Revision = c.Revision
	case err == nil:
		result.Why = "this report was mailed to them before"
	}
	return err
}

// letter is the mail about a report.
func (p *Publisher) letter(r *report.Report, told *story.Story, files *Files, keys []string, revision int) (*mail.Message, error) {
	attachments, err := files.Attachments(p.Limits)
	if err != nil {
		return nil, err
	}
	options := p.Look.options(attachments)
	options.Revision = revision
	if attachments == nil {
		options.Links = p.links(keys)
	}
	said, err := letter.New(r, told, options)
	if err != nil {
		return nil, err
	}
	return message(said, attachments), nil
}

// revision is the number of a report among those about the same, by the receipts
// there are; that of an earlier mail of this very report if there is one.
func (p *Publisher) revision(ctx context.Context, q *report.Query, c lake.Receipt) (int, error) {
	others := make(map[string]bool)
	for o, err := range p.Lake.List(ctx, sentPrefix(q)) {
		if err != nil {
			return 0, fmt.Errorf("looking for earlier reports: %w", err)
		}
		receipt, _, err := lake.ReadReceipt(ctx, p.Lake, o.Key)
		switch {
		case errors.Is(err, lake.ErrDamaged):
			continue
		case err != nil:
			return 0, err
		case receipt.State != lake.Sent || receipt.About != c.About:
			continue
		case receipt.Fingerprint == c.Fingerprint: // to other recipients
			return receipt.Revision, nil
		}
		others[receipt.Fingerprint] = true
	}
	return len(others) + 1, nil
}
