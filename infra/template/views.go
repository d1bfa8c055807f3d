package template

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

// ViewProblems are where views and saved queries of a stack are not what Athena needs
// to know, given the names of the database and the workgroup.
func ViewProblems(s Stack, database, workgroup string) []string {
	p := problems{stack: s}
	for _, id := range s.Of("AWS::Glue::Table") {
		p.equal(id, "DatabaseName", database)
		p.equal(id, "TableInput.TableType", "VIRTUAL_VIEW")
		p.equal(id, "TableInput.Parameters.presto_view", "true")
		p.view(id, database)
	}
	for _, id := range s.Of("AWS::Athena::NamedQuery") {
		p.equal(id, "Database", database)
		p.equal(id, "WorkGroup", workgroup)
		p.check(len(text(s.At(id, "Description"))) <= 1024, "%s: is described at too great length", id)
	}
	return p.found
}

// view checks what Trino reads of a view.
func (p *problems) view(id, database string) {
	body, begins := strings.CutPrefix(text(p.stack.At(id, "TableInput.ViewOriginalText")), "/* Presto View: ")
	body, ends := strings.CutSuffix(body, " */")
	decoded, err := base64.StdEncoding.DecodeString(body)
	p.check(begins && ends && err == nil, "%s: has no definition", id)
	var definition struct {
		OriginalSQL, Catalog, Schema string
		Columns                      []Column
	}
	err = json.Unmarshal(decoded, &definition)
	p.check(err == nil && strings.Contains(definition.OriginalSQL, "SELECT"), "%s: has no query", id)
	p.check(definition.Catalog == "awsdatacatalog" && definition.Schema == database, "%s: is of %s.%s", id, definition.Catalog, definition.Schema)

	shown := list(p.stack.At(id, "TableInput.StorageDescriptor.Columns"))
	p.check(len(shown) == len(definition.Columns) && len(shown) > 0, "%s: shows %d columns, of %d", id, len(shown), len(definition.Columns))
	for i := range min(len(shown), len(definition.Columns)) {
		c := definition.Columns[i]
		name, kind := text(at(shown[i], "Name")), text(at(shown[i], "Type"))
		p.check(name == c.Name && glueTypes[c.Type] == kind, "%s: %s is %s in Glue, %s is %s in Trino", id, name, kind, c.Name, c.Type)
	}
}

// glueTypes are Glue's words for types of Trino.
var glueTypes = map[string]string{
	"varchar": "string", "boolean": "boolean", "integer": "int", "bigint": "bigint", "timestamp(3)": "timestamp",
}
