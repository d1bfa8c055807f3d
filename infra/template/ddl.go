package template

import (
	"fmt"
	"regexp"
	"strings"
)

// Declared is what a CREATE EXTERNAL TABLE says.
type Declared struct {
	// Columns and Comments are in order; those of the partition come last.
	Columns  []Column
	Comments []string
	Comment  string // the table's
	// Settings are its TBLPROPERTIES, and location.
	Settings map[string]string
}

var (
	declaredColumn  = regexp.MustCompile("`(\\w+)` +(\\w+) +COMMENT '((?:[^']|'')*)'")
	declaredComment = regexp.MustCompile(`(?m)^COMMENT '((?:[^']|'')*)'`)
	declaredSetting = regexp.MustCompile(`'([\w.]+)' = '([^']*)'`)
	declaredPlace   = regexp.MustCompile(`LOCATION '([^']*)'`)
)

// ReadDDL reads a statement of the form that our tables have.
func ReadDDL(sql string) (d Declared, err error) {
	comment, place := declaredComment.FindStringSubmatch(sql), declaredPlace.FindStringSubmatch(sql)
	if comment == nil || place == nil {
		return d, fmt.Errorf("reading a table: no comment, or no place: %.100s", sql)
	}
	d = Declared{Comment: unquoted(comment[1]), Settings: map[string]string{"location": place[1]}}
	for _, c := range declaredColumn.FindAllStringSubmatch(sql, -1) {
		d.Columns = append(d.Columns, Column{c[1], c[2]})
		d.Comments = append(d.Comments, unquoted(c[3]))
	}
	for _, s := range declaredSetting.FindAllStringSubmatch(sql, -1) {
		d.Settings[s[1]] = s[2]
	}
	return d, nil
}

func unquoted(text string) string { return strings.ReplaceAll(text, "''", "'") }

// Declaration is what the stack has of a table, in the same words.
func (s Stack) Declaration(id string) Declared {
	d := Declared{
		Comment:  text(s.At(id, "TableInput.Description")),
		Settings: map[string]string{"location": text(s.At(id, "TableInput.StorageDescriptor.Location"))},
	}
	columns := list(s.At(id, "TableInput.StorageDescriptor.Columns"))
	for _, c := range append(columns, list(s.At(id, "TableInput.PartitionKeys"))...) {
		d.Columns = append(d.Columns, Column{text(at(c, "Name")), text(at(c, "Type"))})
		d.Comments = append(d.Comments, text(at(c, "Comment")))
	}
	settings, _ := s.At(id, "TableInput.Parameters").(map[string]any)
	for name, value := range settings {
		if name != "EXTERNAL" && name != "classification" { // what the statement says by its form
			d.Settings[name] = text(value)
		}
	}
	return d
}
