package trino

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Database is what Athena calls so: tables and views that find each other by name alone.
type Database struct {
	server *Server
	name   string
}

// MakeDatabase makes one, of a name that needs no quotes.
func (s *Server) MakeDatabase(ctx context.Context, name string) (*Database, error) {
	d := &Database{s, name}
	_, err := d.Query(ctx, "CREATE SCHEMA "+name)
	return d, err
}

// Result is what a statement answers.
type Result struct {
	Columns []Column
	// Rows has a value for each column: nil, bool, string, json.Number, []any of the
	// elements of an array or row, map[string]any.
	Rows [][]any
	// Scanned is how many bytes were read of the tables.
	Scanned int64
}

// Column is one of a result.
type Column struct{ Name, Type string }

// answer is a part of a result, and where the next part is.
type answer struct {
	NextURI string
	Columns []Column
	Data    [][]any
	Stats   struct{ PhysicalInputBytes int64 }
	Error   *fault
}

// fault is Trino's word that a statement failed.
type fault struct {
	Message       string
	ErrorName     string
	ErrorLocation struct{ LineNumber, ColumnNumber int }
}

func (f *fault) Error() string {
	if at := f.ErrorLocation; at.LineNumber > 0 {
		return fmt.Sprintf("%s in line %d, column %d: %s", f.ErrorName, at.LineNumber, at.ColumnNumber, f.Message)
	}
	return f.ErrorName + ": " + f.Message
}

// Query carries out one statement, without a semicolon, and returns its whole result.
// A Trino that has just started may not know of its own node yet: it refuses the
// statement then, and is asked again.
func (d *Database) Query(ctx context.Context, statement string) (*Result, error) {
	for start := time.Now(); ; {
		result, err := d.query(ctx, statement)
		var refused *fault
		if !errors.As(err, &refused) || refused.ErrorName != "NO_NODES_AVAILABLE" || time.Since(start) > patience {
			return result, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func (d *Database) query(ctx context.Context, statement string) (*Result, error) {
	result := new(Result)
	next, method := d.server.Endpoint+"/v1/statement", http.MethodPost
	for next != "" {
		a, err := d.exchange(ctx, method, next, statement)
		if err != nil {
			return nil, fmt.Errorf("asking Trino: %w", err)
		}
		if a.Error != nil {
			return nil, fmt.Errorf("asking Trino: %w", a.Error)
		}
		if len(a.Columns) > 0 {
			result.Columns = a.Columns
		}
		result.Rows = append(result.Rows, a.Data...)
		result.Scanned = a.Stats.PhysicalInputBytes
		next, method, statement = a.NextURI, http.MethodGet, ""
	}
	return result, nil
}

func (d *Database) exchange(ctx context.Context, method, url, statement string) (a answer, err error) {
	request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(statement))
	if err != nil {
		return a, err
	}
	for name, value := range map[string]string{"User": "test", "Catalog": catalog, "Schema": d.name, "Time-Zone": "UTC"} {
		request.Header.Set("X-Trino-"+name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return a, err
	}
	defer response.Body.Close() //nolint:errcheck // it was only read
	if response.StatusCode != http.StatusOK {
		return a, fmt.Errorf("%s %s: %s", method, url, response.Status)
	}
	decoder := json.NewDecoder(response.Body)
	decoder.UseNumber()
	return a, decoder.Decode(&a)
}
