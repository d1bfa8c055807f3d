package cloud_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/easreport/easreport/infra/loggen"
	"github.com/easreport/easreport/internal/activesync"
)

// owner is whose requests a row of a report is about.
type owner struct{ account, device string }

// truth has what the generator counted while it wrote, by the names of its columns.
type truth map[owner]map[string]int64

// generate has the generator of logs write a day of four servers, and returns the
// folder and the truth.
func generate(t *testing.T) (folder string, all truth) {
	t.Helper()
	folder, counted := loggen.Build(t).Write(t, "-seed", "11", "-lines", "100000", "-devices", "1000", "-servers", "4")
	all = make(truth)
	for _, row := range counted.Rows {
		of := owner{account(row.Account()), activesync.FoldDevice(row.DeviceID)}
		if all[of] == nil {
			all[of] = make(map[string]int64)
		}
		for i, column := range counted.Columns {
			all[of][column] += row.Counts[i]
		}
	}
	return folder, all
}

// garbled reports whether the account has letters that IIS's code page lacks: it logs them
// as question marks, while the query has them. Which of a person's rows can be known to be
// of one person then depends on what else was logged.
func (o owner) garbled() bool { return strings.Contains(o.account, "?") }

// account is the account of a user, with question marks for other letters.
func account(user string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return '?'
		}
		return r
	}, activesync.Account(user))
}

// column is the truth's name for a column of the report; false for one that the truth
// does not have.
func (t truth) column(name string) (string, bool) {
	if status, ok := strings.CutPrefix(name, "IIS_"); ok {
		name = "status_" + status
	}
	switch name {
	case "Hits":
		name = "hits"
	case "TotalBytesSentToClient":
		name = "sc_bytes"
	case "TotalBytesReceivedFrClient":
		name = "cs_bytes"
	}
	for _, counts := range t {
		for _, candidate := range []string{name, "err_" + name} {
			if _, ok := counts[candidate]; ok {
				return candidate, true
			}
		}
	}
	return "", false
}
