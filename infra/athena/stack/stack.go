// Package stack writes the CloudFormation template that puts the views and the saved
// queries of package athena into an account, so that the console has them as soon as
// easreport is deployed.
//
// It must not know how columns of views are found out, nor the template around it.
package stack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/easreport/easreport/infra/athena"
)

const head = `# The views and saved queries of Athena, a stack within easreport's. It is written by
# go test -run TestStack -update in infra/athena/check, of what lies in infra/athena.
AWSTemplateFormatVersion: '2010-09-09'
Description: Views of the lake of easreport, and saved queries

Parameters:
  DatabaseName:
    Type: String
    Description: The Glue database with the tables activity and devices
  WorkgroupName:
    Type: String
    Description: The workgroup of Athena that gets the queries

Resources:
`

// Column is one of a view.
type Column struct {
	Name string `json:"name"`
	// Type is Trino's word.
	Type string `json:"type"`
}

// Template is the template, given the columns of each view.
func Template(columns map[string][]Column) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(head)
	for _, v := range athena.Views() {
		if err := writeView(&b, v, columns[v.Name]); err != nil {
			return nil, fmt.Errorf("writing view %s: %w", v.Name, err)
		}
	}
	for _, q := range athena.Queries() {
		writeQuery(&b, q)
	}
	return b.Bytes(), nil
}

// writeView writes a view as Athena keeps one in Glue: a table without data, in whose
// text is, in base64, what Trino has to know.
func writeView(b *bytes.Buffer, v athena.Statement, columns []Column) error {
	var definition strings.Builder
	e := json.NewEncoder(&definition)
	e.SetEscapeHTML(false) // it is no HTML, and better to read so
	if err := e.Encode(struct {
		SQL     string   `json:"originalSql"`
		Catalog string   `json:"catalog"`
		Schema  string   `json:"schema"`
		Columns []Column `json:"columns"`
	}{v.Query(), "awsdatacatalog", "${DatabaseName}", columns}); err != nil {
		return err
	}
	fmt.Fprintf(b, `  %sView:
    Type: AWS::Glue::Table
    Properties:
      CatalogId: !Ref AWS::AccountId
      DatabaseName: !Ref DatabaseName
      TableInput:
        Name: %s
        Description: %s
        TableType: VIRTUAL_VIEW
        Parameters: {presto_view: 'true', comment: Presto View}
        ViewExpandedText: /* Presto View */
        ViewOriginalText: !Join
          - ''
          - - '/* Presto View: '
            - Fn::Base64: !Sub %s
            - ' */'
        StorageDescriptor:
          Location: ''
          SerdeInfo: {}
          Columns:
`, id(v.Name), v.Name, quoted(v.Comment()), quoted(strings.TrimSpace(definition.String())))
	for _, c := range columns {
		fmt.Fprintf(b, "            - {Name: %s, Type: %s}\n", c.Name, hive(c.Type))
	}
	return nil
}

func writeQuery(b *bytes.Buffer, q athena.Query) {
	fmt.Fprintf(b, `  %sQuery:
    Type: AWS::Athena::NamedQuery
    Properties:
      Name: %s
      Description: %s
      Database: !Ref DatabaseName
      WorkGroup: !Ref WorkgroupName
      QueryString: |
`, id(q.Name), q.Name, quoted(q.Question+" When: "+q.When))
	for line := range strings.Lines(q.Text()) {
		b.WriteString("        " + line)
	}
}

// id is a name as one of CloudFormation's: letters and digits.
func id(name string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(name, "_") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// quoted is a text of YAML.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// hive is the word of Glue for a type of Trino.
func hive(trino string) string {
	switch trino {
	case "varchar":
		return "string"
	case "integer":
		return "int"
	case "timestamp(3)":
		return "timestamp"
	}
	return trino
}
