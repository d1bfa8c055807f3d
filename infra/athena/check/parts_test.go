package check

import (
	"database/sql"
	"fmt"
	"strconv"
	"testing"

	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/report"
)

// addParts adds what the views that take a device's day apart say of a row.
func addParts(parts map[string]map[who]figures, at who, r *report.Row) {
	add := func(view, what string, n int64) {
		if parts[view] == nil {
			parts[view] = make(map[who]figures)
		}
		if parts[view][at] == nil {
			parts[view][at] = make(figures)
		}
		parts[view][at][what] += n
	}
	for _, c := range r.FailureStatuses {
		add("failures", c.Key.String(), c.N)
	}
	for _, c := range r.Statuses {
		add("requests", strconv.Itoa(int(c.Key)), c.N)
	}
	for _, bin := range r.Times {
		if low, high := activity.BinRange(bin.Index); low >= 992 {
			add("slow_requests", strconv.FormatInt(low/2+high/2+1, 10), int64(bin.Count))
		}
	}
}

// counts asks for who, what and how many.
func (w world) counts(t *testing.T, query string) map[who]figures {
	t.Helper()
	all := make(map[who]figures)
	w.rows(t, "select c0, c1, c2, c3, cast(c4 as varchar), cast(c5 as bigint) from ("+query+") as t (c0, c1, c2, c3, c4, c5)", func(scan func(...any)) {
		var at who
		var what string
		var n int64
		scan(&at.start, &at.device, &at.account, &at.kind, &what, &n)
		if all[at] == nil {
			all[at] = make(figures)
		}
		all[at][what] = n
	})
	return all
}

// figures asks for who, and numbers that are called as their columns.
func (w world) figures(t *testing.T, query string) map[who]figures {
	t.Helper()
	all := make(map[who]figures)
	rows, err := w.db.QueryContext(t.Context(), "select columns(*)::varchar from ("+query+")")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	texts, to := make([]sql.NullString, len(names)), make([]any, len(names))
	for i := range texts {
		to[i] = &texts[i]
	}
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			t.Fatal(err)
		}
		at := who{texts[0].String, texts[1].String, texts[2].String, texts[3].String}
		if all[at] != nil {
			t.Errorf("two rows of %v: %s", at, query)
		}
		all[at] = make(figures)
		for i, text := range texts[4:] {
			n := int64(activity.Absent)
			if text.Valid {
				if n, err = strconv.ParseInt(text.String, 10, 64); err != nil {
					t.Fatal(fmt.Errorf("%s of %v: %w", names[4+i], at, err))
				}
			}
			all[at][names[4+i]] = n
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
