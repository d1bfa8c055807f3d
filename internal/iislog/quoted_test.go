package iislog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/iislog"
)

const advanced = "#Software: IIS Advanced Logging Module\n\n#Version: 1.0\n\n#Start-Date: 2024-05-06 00:00:00.128\n\n" +
	"#Fields:   date-local time-local   cs-uri-stem   cs(User-Agent)  cs(Referer) sc-status TimeTakenMS\n"

func TestAdvancedLogging(t *testing.T) {
	const at = "8 2024-05-06T07:08:09.363 200 stem=/a"
	tests := map[string]struct {
		values   string // of agent, referer and status, time taken
		record   string
		rejected iislog.Reason
	}{
		"bare":                 {values: `x y 200 9`, record: at + " agent=x taken=9"},
		"blanks":               {values: `"Some Phone (a; b)" "http://x y" 200 9`, record: at + " agent=Some Phone (a; b) taken=9"},
		"doubled":              {values: `"a ""b"" c" - 200 9`, record: at + ` agent=a "b" c taken=9`},
		"only doubled":         {values: `"""" - 200 9`, record: at + ` agent=" taken=9`},
		"empty":                {values: `"" - 200 9`, record: at + " taken=9"},
		"quoted dash":          {values: `"-" - 200 9`, record: at + " taken=9"},
		"quoted number":        {values: `x - "200" "9"`, record: at + " agent=x taken=9"},
		"inner quote":          {values: `a"b "c" 200 9`, record: at + ` agent=a"b taken=9`},
		"two blanks":           {values: `"a b"  200 9`, record: at + " agent=a b taken=9"},
		"no end":               {values: `"a b - 200 9`, rejected: iislog.BrokenQuotes},
		"goes on after":        {values: `"a"b - 200 9`, rejected: iislog.BrokenQuotes},
		"fewer":                {values: `"a b" 200 9`, rejected: iislog.FewerFields},
		"fewer, all":           {values: `"a`, rejected: iislog.BrokenQuotes},
		"more":                 {values: `"a b" - 200 9 "1"`, rejected: iislog.MoreFields},
		"more without a quote": {values: `a b - 200 9`, rejected: iislog.MoreFields},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			records, stats, err := read(strings.NewReader(advanced + "2024-05-06 07:08:09.363 /a " + test.values + "\n"))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(records, "\n"); got != test.record {
				t.Errorf("got record  %q\nwant        %q", got, test.record)
			}
			if test.rejected != 0 && stats.ByReason[test.rejected] != 1 {
				t.Errorf("rejected %+v, want one of %v", stats.ByReason, test.rejected)
			}
			if !stats.LocalTime {
				t.Error("LocalTime is false, want true")
			}
		})
	}
}

// Quotes mean something under the header that says so only, and UTC is taken
// where it is to be had.
func TestAdvancedLoggingEnds(t *testing.T) {
	log := "#Fields: date-local date time time-local sc-status cs-username\n#Software: IIS Advanced Logging Module\n" +
		"2024-05-06 2024-05-05 23:08:09.363 01:08:09.363 200 \"a b\"\n" +
		"#Software: Microsoft Internet Information Services 8.5\n" +
		"2024-05-06 2024-05-05 23:08:09.363 01:08:09.363 200 \"a\n"
	records, stats, err := read(strings.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"3 2024-05-05T23:08:09.363 200 user=a b", `5 2024-05-05T23:08:09.363 200 user="a`}
	if diff := cmp.Diff(want, records); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if stats.LocalTime {
		t.Error("LocalTime is true, want false")
	}
}
