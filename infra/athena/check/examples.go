package check

import (
	"errors"
	"os"
	"regexp"
)

// Examples are the SQL in the README of package athena.
type Examples struct {
	// Both are for every engine. Trino and DuckDB have one answer.
	Both          []string
	Trino, DuckDB string
}

var example = regexp.MustCompile("(?s)```sql\n(.*?)```")

// ReadExamples reads them from the file.
func ReadExamples(readme string) (Examples, error) {
	text, err := os.ReadFile(readme)
	if err != nil {
		return Examples{}, err
	}
	all := example.FindAllSubmatch(text, -1)
	if len(all) != 4 {
		return Examples{}, errors.New("the README does not have four examples")
	}
	sql := func(i int) string { return string(all[i][1]) }
	return Examples{Both: []string{sql(0), sql(3)}, Trino: sql(1), DuckDB: sql(2)}, nil
}
