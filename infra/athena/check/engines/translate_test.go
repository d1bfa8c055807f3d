package engines

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/easreport/easreport/infra/athena"
	"github.com/easreport/easreport/internal/lake"
)

// mostDays is how many days are projected one by one: Trino looks for files on each, and
// the logs of testdata are of seventeen years.
const mostDays = 60

// What a table's DDL is made of.
var (
	columnDDL    = regexp.MustCompile("`(\\w+)`\\s+(\\w+)\\s+(COMMENT '(?:[^']|'')*')")
	tableDDL     = regexp.MustCompile(`(?s)CREATE EXTERNAL TABLE (\w+) \((.*)\)\s+(COMMENT '(?:[^']|'')*')\s+PARTITIONED BY \((.*)\)\s+STORED AS PARQUET\s+LOCATION '(.*)'\s+TBLPROPERTIES \((.*)\)\s*$`)
	propertyDDL  = regexp.MustCompile(`'([\w.]+)' = '([^']*)'`)
	commentedDDL = regexp.MustCompile(`(?m)^--.*\n`)
)

// translated is Athena's DDL, which is Hive's, as Trino's: it has another grammar for
// the same things. The days that there are, are those of the lake.
func translated(t *testing.T, ddl, bucket string, days []lake.Day) string {
	t.Helper()
	ddl = commentedDDL.ReplaceAllString(strings.ReplaceAll(ddl, athena.LakeBucket, bucket), "")
	parts := tableDDL.FindStringSubmatch(ddl)
	if parts == nil {
		t.Fatalf("not understood:\n%s", ddl)
	}
	name, columns, comment, partition, location := parts[1], parts[2], parts[3], parts[4], parts[5]
	properties := make(map[string]string)
	for _, p := range propertyDDL.FindAllStringSubmatch(parts[6], -1) {
		properties[p[1]] = p[2]
	}
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s (\n", name)
	for _, c := range columnDDL.FindAllStringSubmatch(columns, -1) {
		fmt.Fprintf(&b, "  %q %s %s,\n", c[1], typeOf(c[2]), c[3])
	}
	c := columnDDL.FindStringSubmatch(partition)
	fmt.Fprintf(&b, `  %q %s %s WITH (%s)
) %s WITH (
  format = 'PARQUET', external_location = '%s', partitioned_by = ARRAY['%s'],
  partition_projection_enabled = %s, partition_projection_location_template = '%s')`,
		c[1], typeOf(c[2]), c[3], projected(properties, days),
		comment, location, c[1], properties["projection.enabled"], properties["storage.location.template"])
	return b.String()
}

// projected says which days there are: all from the lake's first to its last, or those
// that have files where that would be too many.
func projected(properties map[string]string, days []lake.Day) string {
	if first, last := days[0], days[len(days)-1]; last-first >= mostDays {
		values := make([]string, len(days))
		for i, day := range days {
			values[i] = "'" + day.String() + "'"
		}
		return "partition_projection_type = 'ENUM', partition_projection_values = ARRAY[" + strings.Join(values, ", ") + "]"
	}
	return fmt.Sprintf("partition_projection_type = '%s', partition_projection_format = '%s', "+
		"partition_projection_range = ARRAY['%s', '%s'], partition_projection_interval = %s, partition_projection_interval_unit = '%s'",
		strings.ToUpper(properties["projection.dt.type"]), properties["projection.dt.format"],
		days[0], days[len(days)-1], properties["projection.dt.interval"], properties["projection.dt.interval.unit"])
}

func typeOf(hive string) string {
	switch hive {
	case "string":
		return "varchar"
	case "int":
		return "integer"
	case "timestamp":
		return "timestamp(3)"
	}
	return hive
}
