package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// dayPrefix is where lies what is about a day, or begins on it.
func dayPrefix(prefix string, d lake.Day) string { return prefix + "dt=" + d.String() + "/" }

// dayOf is the day of a time by the clock of the query's zone.
func dayOf(q *report.Query, t time.Time) lake.Day {
	t = t.In(q.Location())
	_, offset := t.Zone()
	return lake.DayOf(t.Unix() + int64(offset))
}

// reportPrefix is where the files of a report lie.
func reportPrefix(q *report.Query, fingerprint string) string {
	return dayPrefix(lake.ReportsPrefix, dayOf(q, q.From)) + fingerprint + "/"
}

// sentPrefix is where the claims and receipts lie of reports that begin on one day.
func sentPrefix(q *report.Query) string {
	return dayPrefix(lake.ReportsPrefix, dayOf(q, q.From)) + "sent/"
}

// sentKey is the claim, and then the receipt, of a report to these recipients.
func sentKey(q *report.Query, fingerprint string, to []string) string {
	return sentPrefix(q) + fingerprint + "/" + recipientsHash(to)
}

// alertKey is the claim, and then the receipt, of an alert about a device on a
// day. The key holds no name: keys are seen in listings and logs.
func alertKey(day lake.Day, deviceID, user string) string {
	return dayPrefix(lake.AlertsPrefix, day) + hash(activesync.FoldDevice(deviceID), activesync.Account(user))
}

// sharedAlertKey is the claim, and then the receipt, of an alert about a finding on a day, as
// severe as it is said to be.
func sharedAlertKey(day lake.Day, f *finding.Shared, severity finding.Severity) string {
	return dayPrefix(lake.AlertsPrefix, day) + hash("finding", f.Rule.Name, string(f.About.Kind), f.About.Name, severity.String())
}

// recipientsHash is the same for the same recipients in any order.
func recipientsHash(to []string) string {
	sorted := make([]string, len(to))
	for i, address := range to {
		sorted[i] = strings.ToLower(strings.TrimSpace(address))
	}
	slices.Sort(sorted)
	return hash(slices.Compact(sorted)...)
}

// hash stands for texts in a key: 128 bits, in hex.
func hash(texts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return hex.EncodeToString(sum[:16])
}
