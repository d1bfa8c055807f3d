package operate

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/store"
)

// reported tells whether a report is about the user or has a row of him.
func (u *user) reported(ctx context.Context, s store.Reader, r *storedReport) (bool, error) {
	a, ok, err := r.about(ctx, s)
	if err != nil || ok && slices.ContainsFunc(a.Asked.Users, u.is) {
		return true, err
	}
	read := false
	for _, key := range r.keys {
		if !strings.HasSuffix(key, ".csv") {
			continue
		}
		read = true
		body, _, err := s.Get(ctx, key, store.Range{}, "")
		if err != nil {
			return false, err
		}
		named, err := u.inCSV(body)
		if err = errors.Join(err, body.Close()); err != nil || named {
			return named, err
		}
	}
	return !read, nil
}

// inCSV tells whether a report's CSV has a row of the user, or is none.
func (u *user) inCSV(r io.Reader) (bool, error) {
	rows := csv.NewReader(r)
	rows.ReuseRecord, rows.FieldsPerRecord, rows.LazyQuotes = true, -1, true
	column := -1
	for {
		row, err := rows.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return column < 0, nil
		case errors.As(err, &bad):
			return true, nil
		case err != nil:
			return false, err
		}
		if column < 0 {
			row[0] = strings.TrimPrefix(row[0], "\ufeff")
			if column = slices.Index(row, "User"); column < 0 {
				return true, nil
			}
			continue
		}
		// What a spreadsheet would take for a formula has a ' in front.
		if column < len(row) && (u.is(row[column]) || u.is(strings.TrimPrefix(row[column], "'"))) {
			return true, nil
		}
	}
}
