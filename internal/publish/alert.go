package publish

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/mail"
	"github.com/easreport/easreport/internal/render/letter"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/story"
)

// AlertResult is what came of an alert.
type AlertResult struct {
	// Devices counts those with too many hits in an hour, Findings those about what devices
	// share that need attention, Mailed how many of both this run has mailed about. Why
	// says why it mailed none.
	Devices, Findings, Mailed int
	Why                       string
	MessageID                 string
	// Unrecorded is why the receipts of a mail could not be written: the mail may
	// come again.
	Unrecorded error
	// Quarantined and Damaged count what is known to be missing.
	Quarantined, Damaged int
}

// Alert mails about what devices share that needs attention, such as a server that refuses,
// and about the devices that have the query's minimum of hits in any hour of its span: one
// mail for all of them, and one time for each on a day of the query's zone, whoever it was
// mailed to. A finding that has become more severe is mailed about once more, one that
// has become less severe is not. Nothing is stored but the receipts.
// Errors are those of assemble.Report, the store and the sender; a device is then
// mailed about by the next run, if that still covers the hour.
func (p *Publisher) Alert(ctx context.Context, q report.Query, m *Mailing) (result AlertResult, err error) {
	q.BucketSeconds = 3600
	r, err := assemble.Report(ctx, p.Lake, q, assemble.WithEngine(p.Engine))
	if err != nil {
		return result, fmt.Errorf("building the alert: %w", err)
	}
	r.Coverage.Lake = p.URL
	result.Quarantined, result.Damaged = len(r.Coverage.Quarantined), len(r.Coverage.Damaged)
	found := excessive(r)
	result.Devices = len(found.keys)
	found.share(r, finding.DiagnoseShared(r, &p.Diagnosis.Thresholds))
	result.Findings = len(found.keys) - result.Devices
	switch {
	case len(found.keys) == 0:
		result.Why = "no server or other thing that devices share needs attention, and no device has the minimum of hits in an hour"
		return result, nil
	case m == nil:
		result.Why = "no mail was asked for"
		return result, nil
	case len(m.To) == 0:
		result.Why = "there are no recipients"
		return result, nil
	}
	keys, err := p.withoutWorse(ctx, &found)
	if err != nil {
		return result, fmt.Errorf("looking for earlier alerts: %w", err)
	}
	d, err := p.deliver(ctx, m, keys, lake.Receipt{}, func(keys []string) (*mail.Message, error) {
		rows, shared := found.of(keys)
		return p.alarm(r, rows, shared)
	})
	result.Mailed, result.MessageID, result.Unrecorded = len(d.keys), d.messageID, d.unrecorded
	if result.Mailed == 0 && err == nil {
		result.Why = "these were mailed about before"
	}
	return result, err
}

// alerts are rows and findings by the claim that they fall under.
type alerts struct {
	keys   []string // of devices in the order of the rows, then of findings
	rows   map[string][]report.Row
	shared map[string]finding.Shared
	worse  map[string][]string // of a finding: the claims if it were more severe
}

// excessive are the rows of devices with the query's minimum of hits in an hour.
func excessive(r *report.Report) alerts {
	a := alerts{rows: make(map[string][]report.Row), shared: make(map[string]finding.Shared), worse: make(map[string][]string)}
	var brief report.Row
	for i := range r.Rows.Len() {
		if r.Rows.Brief(i, &brief); brief.Probe || !r.Query.Flagged(&brief) {
			continue
		}
		var row report.Row
		r.Rows.Get(i, &row)
		key := alertKey(dayOf(&r.Query, row.Start), row.DeviceID, row.User)
		if a.rows[key] == nil {
			a.keys = append(a.keys, key)
		}
		a.rows[key] = append(a.rows[key], row)
	}
	return a
}

// share adds the findings that need attention.
func (a *alerts) share(r *report.Report, shared []finding.Shared) {
	for i := range shared {
		f := &shared[i]
		if f.Severity == finding.Info {
			continue
		}
		day := dayOf(&r.Query, r.Query.From)
		if !f.First.IsZero() {
			day = dayOf(&r.Query, f.First)
		}
		key := sharedAlertKey(day, f, f.Severity)
		if _, there := a.shared[key]; there {
			continue
		}
		a.keys = append(a.keys, key)
		a.shared[key] = *f
		for worse := f.Severity + 1; worse <= finding.Critical; worse++ {
			a.worse[key] = append(a.worse[key], sharedAlertKey(day, f, worse))
		}
	}
}

// withoutWorse are the keys but for those of findings that were mailed about on their day as
// more severe: that they are less so now is no news.
func (p *Publisher) withoutWorse(ctx context.Context, a *alerts) (keys []string, err error) {
	for _, key := range a.keys {
		mailed := false
		for _, worse := range a.worse[key] {
			receipt, _, err := lake.ReadReceipt(ctx, p.Lake, worse)
			if err != nil && !errors.Is(err, store.ErrNotExist) && !errors.Is(err, lake.ErrDamaged) {
				return nil, err
			}
			mailed = mailed || err == nil && receipt.State == lake.Sent
		}
		if !mailed {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// of are the rows and findings under some of the keys.
func (a *alerts) of(keys []string) (rows []report.Row, shared []finding.Shared) {
	for _, key := range keys {
		rows = append(rows, a.rows[key]...)
		if f, there := a.shared[key]; there {
			shared = append(shared, f)
		}
	}
	return rows, shared
}

// alarm is the mail about rows of a report, and findings. The rows are attached.
func (p *Publisher) alarm(r *report.Report, rows []report.Row, shared []finding.Shared) (m *mail.Message, err error) {
	only := *r
	only.Rows, only.Top = report.RowsOf(rows...), rows
	only.Query.MinimumHits = 0 // all of them have it: one file says all
	dir, err := os.MkdirTemp("", "easreport-")
	if err != nil {
		return nil, fmt.Errorf("making a temporary folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	files, err := Write(dir, &only, story.New(&only, nil), Look{Prefix: p.Look.Prefix, NoPage: true})
	if err != nil {
		return nil, err
	}
	attachments, err := files.Attachments(Limits{ZipFrom: p.Limits.ZipFrom})
	if err != nil {
		return nil, err
	}
	said, err := letter.NewAlert(r, rows, story.NewAlert(&r.Query, rows, shared), p.Look.options(attachments))
	if err != nil {
		return nil, err
	}
	return message(said, attachments), nil
}
