package check

import (
	"slices"
	"strings"
	"testing"

	"github.com/easreport/easreport/infra/athena"
	"github.com/easreport/easreport/internal/estate"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/store"
)

// TestNotReconciled: the views do not answer for a day with requests whose file of
// request_day was taken back, or was never made, and say why; they do for other days.
func TestNotReconciled(t *testing.T) {
	w := estateWorld(t, estate.New(4, estate.Options{Devices: 10, PerDay: 20, Hours: 72}))
	days := w.Days[:3]
	all := w.number(t, "select sum(hits) from requests")
	last := w.number(t, "select sum(hits) from requests where dt = '"+days[2].String()+"'")
	empty, err := lake.EncodeEmpty(lake.Reconciled{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Store.Put(t.Context(), lake.ReconciledKey(days[0]), empty, store.Condition{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Store.Delete(t.Context(), lake.ReconciledKey(days[1])); err != nil {
		t.Fatal(err)
	}
	var known []string
	w.rows(t, "select dt from reconciled_days where reconciled", func(scan func(...any)) {
		var day string
		scan(&day)
		known = append(known, day)
	})
	if !slices.Equal(known, []string{days[2].String()}) {
		t.Errorf("days that are said to be reconciled: %q", known)
	}
	if n := w.number(t, "select sum(hits) from requests where dt = '"+days[2].String()+"'"); n != last || n == 0 {
		t.Errorf("%d requests on a day that is reconciled, want %d of %d", n, last, all)
	}
	for _, day := range days[:2] {
		for _, query := range []string{
			"select sum(hits) from requests where dt = '?'", "select count(*) from requests where dt >= '?'",
			"select device from failures where dt = '?'", "select * from device_hour where dt = '?' and kind = 'probe'",
			"select count(*) from device_day where dt = '?'", "select sum(requests) from slow_requests where dt = '?'",
		} {
			_, err := Ask(t.Context(), w.db, strings.ReplaceAll(query, "?", day.String()))
			if err == nil || !strings.Contains(err.Error(), day.String()+" has not been reconciled") {
				t.Errorf("%s: %v", query, err)
			}
		}
	}
	// A lake without any.
	if _, err := w.db.ExecContext(t.Context(), athena.DuckDBEmpty("request_day").SQL); err != nil {
		t.Fatal(err)
	}
	if _, err := Ask(t.Context(), w.db, "select sum(hits) from requests"); err == nil || !strings.Contains(err.Error(), "has not been reconciled") {
		t.Errorf("a lake without request_day: %v", err)
	}
}
