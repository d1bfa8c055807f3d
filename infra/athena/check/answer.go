package check

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Answer is what a query gave, as text: engines have types of their own.
type Answer struct {
	Columns []string
	Rows    [][]string
}

// Null stands for NULL in an Answer.
const Null = `\N`

// Ask asks a query. The rows come in the query's order.
func Ask(ctx context.Context, db *sql.DB, query string) (a Answer, err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return a, fmt.Errorf("asking: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if a.Columns, err = rows.Columns(); err != nil {
		return a, fmt.Errorf("asking: %w", err)
	}
	values, to := make([]any, len(a.Columns)), make([]any, len(a.Columns))
	for i := range values {
		to[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			return a, fmt.Errorf("reading an answer: %w", err)
		}
		row := make([]string, len(values))
		for i, v := range values {
			row[i] = valueText(v)
		}
		a.Rows = append(a.Rows, row)
	}
	return a, rows.Err()
}

// valueText writes times as 2011-12-24 09:00:00 and numbers as short as can be.
func valueText(v any) string {
	switch v := v.(type) {
	case nil:
		return Null
	case time.Time:
		return v.UTC().Format("2006-01-02 15:04:05")
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case *big.Int:
		return v.String()
	}
	return fmt.Sprint(v)
}

// Write writes an answer, a line for each row with tabs between values.
func (a Answer) Write(w io.Writer) error {
	var b strings.Builder
	for _, row := range append([][]string{a.Columns}, a.Rows...) {
		b.WriteString(strings.Join(row, "\t") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
