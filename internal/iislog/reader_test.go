package iislog_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/iislog"
)

// short is a header of few fields, for tests of anything but headers.
const short = "#Fields: date time cs-uri-stem cs-username sc-status time-taken\n"

var fieldLabels = [iislog.NumFields]string{
	"date", "time", "site", "computer", "server", "method", "stem", "query", "port", "user", "client",
	"agent", "status", "substatus", "win32", "sent", "received", "taken", "forwarded",
}

// render is a record in one line, without the fields that are numbers of it.
func render(r *iislog.Record) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s %d", r.Line, time.UnixMilli(r.UnixMilli).UTC().Format("2006-01-02T15:04:05.999"), r.Status)
	for f := range iislog.NumFields {
		if v := r.Value(f); v != nil && f != iislog.Date && f != iislog.Time && f != iislog.Status {
			fmt.Fprintf(&b, " %s=%s", fieldLabels[f], v)
		}
	}
	return b.String()
}

// each gives a reader's records to f and returns how the log ended; the error is
// nil at a proper end.
func each(reader *iislog.Reader, f func(*iislog.Record)) error {
	var block iislog.Block
	for {
		if err := reader.Next(&block); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		for records := block.Records(); len(records) > 0; records = block.Records() {
			for i := range records {
				f(&records[i])
			}
		}
		reader.Done(&block)
	}
}

// read reads all of a log; the error is nil at a proper end.
func read(r io.Reader) (records []string, stats iislog.Stats, err error) {
	reader := iislog.NewReader("test.log", r)
	err = each(reader, func(r *iislog.Record) { records = append(records, render(r)) })
	return records, reader.Stats(), errors.Join(err, reader.Close())
}

func TestDirectives(t *testing.T) {
	const row = "2024-05-06 07:08:09 /a bob 200 15\n"
	const want = " 2024-05-06T07:08:09 200 stem=/a user=bob taken=15"
	tests := map[string]struct {
		log  string
		want []string
	}{
		"as IIS writes them": {
			"#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: 2024-05-06 07:08:09\n" + short + row,
			[]string{"5" + want},
		},
		"fields first":     {short + "#Date: 2024-01-01 00:00:00\n#Software: x\n" + row, []string{"4" + want}},
		"fields alone":     {short + row, []string{"2" + want}},
		"blank lines":      {"\n \r\n#Version: 1.0\n\n\n" + short + "\n" + row + "\n", []string{"8" + want}},
		"blanks in fields": {"#Fields:   date time\t cs-uri-stem  cs-username sc-status   time-taken  \r\n" + row, []string{"2" + want}},
		"no blank after the colon": {
			"#Fields:date time cs-uri-stem cs-username sc-status time-taken\n" + row,
			[]string{"2" + want},
		},
		"any case": {
			"#FIELDS: Date TIME CS-URI-Stem cs-UserName SC-Status Time-Taken\n" + row,
			[]string{"2" + want},
		},
		"others mean nothing": {
			"#Remark: none\n#Fieldses: a b\n# just this\n#\n" + short + "#Fields2: date\n" + row + "#End-Date: 2024-05-07\n",
			[]string{"7" + want},
		},
		"unknown fields": {
			"#Fields: x date time cs(Cookie) cs-uri-stem sc-status y\n- 2024-05-06 07:08:09 c=d /a 200 z\n",
			[]string{"2 2024-05-06T07:08:09 200 stem=/a"},
		},
		"the first of duplicates counts": {
			"#Fields: date time cs-uri-stem cs-uri-stem sc-status\n2024-05-06 07:08:09 /a /b 200\n",
			[]string{"2 2024-05-06T07:08:09 200 stem=/a"},
		},
		"time before date": {
			"#Fields: time sc-status date\n07:08:09 200 2024-05-06\n07:08:10 404 2024-05-07\n",
			[]string{"2 2024-05-06T07:08:09 200", "3 2024-05-07T07:08:10 404"},
		},
		"no status": {
			"#Fields: date time cs-uri-stem\n2024-05-06 07:08:09 /a\n",
			[]string{"2 2024-05-06T07:08:09 0 stem=/a"},
		},
		"fields change": {
			short + row + "#Fields: date time sc-status cs-uri-stem\n2024-05-06 07:08:10 404 /b\n" + short + row,
			[]string{"2" + want, "4 2024-05-06T07:08:10 404 stem=/b", "6" + want},
		},
		"date from #Date": {
			"#Date: 2024-05-06 23:59:00\n#Fields: time sc-status\n23:59:59 200\n00:00:01 200\n#Date: 2024-05-07 00:00:02\n00:00:03 200\n",
			[]string{"3 2024-05-06T23:59:59 200", "4 2024-05-07T00:00:01 200", "6 2024-05-07T00:00:03 200"},
		},
		"date from #Date after #Fields": {
			"#Fields: time sc-status\n#Date: 2024-05-06\n01:02:03 200\n",
			[]string{"3 2024-05-06T01:02:03 200"},
		},
		"forwarded": {
			"#Fields: date time x-forwarded-for\n2024-05-06 07:08:09 192.0.2.1,+192.0.2.2,192.0.2.3\n",
			[]string{"2 2024-05-06T07:08:09 0 forwarded=192.0.2.1,+192.0.2.2,192.0.2.3"},
		},
		"directives only": {"#Software: x\n#Version: 1.0\n", nil},
		"header only":     {short, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			records, stats, err := read(strings.NewReader(test.log))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, records); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
			if want := int64(strings.Count(test.log, "\n")); stats.Lines != want || stats.Rejected != 0 {
				t.Errorf("%d lines, %d rejected, want %d and none", stats.Lines, stats.Rejected, want)
			}
		})
	}
}

func TestRows(t *testing.T) {
	const want = "2 2024-05-06T07:08:09 200 stem=/a user=bob taken=15"
	const row = "2024-05-06 07:08:09 /a bob 200 15"
	tests := map[string]struct {
		row      string
		record   string
		rejected iislog.Reason
	}{
		"plain":                    {row: row, record: want},
		"CR":                       {row: row + "\r", record: want},
		"trailing blanks":          {row: row + " \t \r", record: want},
		"leading NULs":             {row: "\x00\x00\x00" + row, record: want},
		"trailing NULs":            {row: row + "\r\x00\x00", record: want},
		"leading mark":             {row: "\xEF\xBB\xBF" + row, record: want},
		"only NULs":                {row: "\x00\x00\r"},
		"only blanks":              {row: "  \t"},
		"dash is empty":            {row: "2024-05-06 07:08:09 - - 200 -", record: "2 2024-05-06T07:08:09 200"},
		"empty value":              {row: "2024-05-06 07:08:09 /a  200 15", record: "2 2024-05-06T07:08:09 200 stem=/a taken=15"},
		"quotes are literal":       {row: `2024-05-06 07:08:09 "/a "" 200 15`, record: `2 2024-05-06T07:08:09 200 stem="/a user="" taken=15`},
		"not ASCII":                {row: "2024-05-06 07:08:09 /\xE4\xC3\xA4 bob 200 15", record: "2 2024-05-06T07:08:09 200 stem=/\xE4\xC3\xA4 user=bob taken=15"},
		"hash inside":              {row: "2024-05-06 07:08:09 /a# #bob 200 15", record: "2 2024-05-06T07:08:09 200 stem=/a# user=#bob taken=15"},
		"absurd number is no harm": {row: "2024-05-06 07:08:09 /a bob 200 x15", record: "2 2024-05-06T07:08:09 200 stem=/a user=bob taken=x15"},
		"milliseconds":             {row: "2024-05-06 07:08:09.1239 /a bob 200 15", record: "2 2024-05-06T07:08:09.123 200 stem=/a user=bob taken=15"},
		"tenths":                   {row: "2024-05-06 07:08:09.5 /a bob 200 15", record: "2 2024-05-06T07:08:09.5 200 stem=/a user=bob taken=15"},
		"leap day":                 {row: "2024-02-29 07:08:09 /a bob 200 15", record: "2 2024-02-29T07:08:09 200 stem=/a user=bob taken=15"},
		"two digits":               {row: "2024-05-06 07:08:09 /a bob 99 15", record: "2 2024-05-06T07:08:09 99 stem=/a user=bob taken=15"},
		"last year":                {row: "2100-12-31 23:59:59 /a bob 200 15", record: "2 2100-12-31T23:59:59 200 stem=/a user=bob taken=15"},

		"fewer":                 {row: "2024-05-06 07:08:09 /a bob 200", rejected: iislog.FewerFields},
		"one word":              {row: "x", rejected: iislog.FewerFields},
		"more":                  {row: row + " 1", rejected: iislog.MoreFields},
		"two blanks shift none": {row: "2024-05-06 07:08:09  /a bob 200 15", rejected: iislog.MoreFields},
		"leading blank":         {row: " " + row, rejected: iislog.MoreFields},
		"no such day":           {row: "2023-02-29 07:08:09 /a bob 200 15", rejected: iislog.BadTime},
		"no such month":         {row: "2023-13-01 07:08:09 /a bob 200 15", rejected: iislog.BadTime},
		"day zero":              {row: "2023-05-00 07:08:09 /a bob 200 15", rejected: iislog.BadTime},
		"year 1989":             {row: "1989-05-06 07:08:09 /a bob 200 15", rejected: iislog.BadTime},
		"year 2101":             {row: "2101-05-06 07:08:09 /a bob 200 15", rejected: iislog.BadTime},
		"no date":               {row: "- 07:08:09 /a bob 200 15", rejected: iislog.BadTime},
		"no time":               {row: "2024-05-06 - /a bob 200 15", rejected: iislog.BadTime},
		"hour 24":               {row: "2024-05-06 24:00:00 /a bob 200 15", rejected: iislog.BadTime},
		"minute 60":             {row: "2024-05-06 23:60:00 /a bob 200 15", rejected: iislog.BadTime},
		"second 60":             {row: "2024-05-06 23:59:60 /a bob 200 15", rejected: iislog.BadTime},
		"letters":               {row: "2024-05-06 07:0x:09 /a bob 200 15", rejected: iislog.BadTime},
		"bad fraction":          {row: "2024-05-06 07:08:09. /a bob 200 15", rejected: iislog.BadTime},
		"bad decimals":          {row: "2024-05-06 07:08:09.1x /a bob 200 15", rejected: iislog.BadTime},
		"slashes":               {row: "2024/05/06 07:08:09 /a bob 200 15", rejected: iislog.BadTime},
		"no status":             {row: "2024-05-06 07:08:09 /a bob - 15", rejected: iislog.BadStatus},
		"empty status":          {row: "2024-05-06 07:08:09 /a bob  15", rejected: iislog.BadStatus},
		"long status":           {row: "2024-05-06 07:08:09 /a bob 2000 15", rejected: iislog.BadStatus},
		"status of letters":     {row: "2024-05-06 07:08:09 /a bob 2OO 15", rejected: iislog.BadStatus},
		"negative status":       {row: "2024-05-06 07:08:09 /a bob -20 15", rejected: iislog.BadStatus},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			records, stats, err := read(strings.NewReader(short + test.row + "\n"))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(records, "\n"); got != test.record {
				t.Errorf("got record  %q\nwant        %q", got, test.record)
			}
			var want [iislog.NumReasons]int64
			if test.rejected != 0 {
				want[test.rejected] = 1
			}
			if diff := cmp.Diff(want, stats.ByReason); diff != "" {
				t.Errorf("rejected by reason (-want +got):\n%s", diff)
			}
		})
	}
}

// A row must not inherit anything from the rows and headers before it.
func TestRowsKeepApart(t *testing.T) {
	log := "#Fields: date time cs-username sc-status x-forwarded-for\n" +
		"2024-05-06 07:08:09 bob 500 192.0.2.1\n" +
		"2024-05-06 07:08:09 eve 200\n" +
		"2024-05-06 07:08:09 - 200 -\n" +
		"#Fields: date time cs-uri-stem\n" +
		"2024-05-06 07:08:09 /a\n"
	records, _, err := read(strings.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"2 2024-05-06T07:08:09 500 user=bob forwarded=192.0.2.1",
		"4 2024-05-06T07:08:09 200",
		"6 2024-05-06T07:08:09 0 stem=/a",
	}
	if diff := cmp.Diff(want, records); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

func TestCarries(t *testing.T) {
	r := iislog.NewReader("test.log", strings.NewReader(short+"2024-05-06 07:08:09 /a - 200 -\n"))
	var got []string
	err := each(r, func(record *iislog.Record) {
		for f := range iislog.NumFields {
			if record.Carries(f) {
				got = append(got, fieldLabels[f])
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"date", "time", "stem", "user", "status", "taken"}, got); diff != "" {
		t.Errorf("carried (-want +got):\n%s", diff)
	}
}

func TestNoTimeAtAll(t *testing.T) {
	for _, log := range []string{
		"#Fields: cs-uri-stem sc-status\n/a 200\n",
		"#Fields: date sc-status\n2024-05-06 200\n",
		"#Fields: time sc-status\n07:08:09 200\n",
		"#Date: yesterday\n#Fields: time sc-status\n07:08:09 200\n",
	} {
		_, stats, err := read(strings.NewReader(log))
		if err != nil || stats.Records != 0 || stats.ByReason[iislog.BadTime] != 1 {
			t.Errorf("%q: %d records, %d of bad time, error %v; want 0, 1, none",
				log, stats.Records, stats.ByReason[iislog.BadTime], err)
		}
	}
}

func TestNoNamesInFields(t *testing.T) {
	_, stats, err := read(strings.NewReader("#Fields:\nx\n"))
	if err != nil || stats.ByReason[iislog.MoreFields] != 1 {
		t.Errorf("%d of more fields, error %v; want 1, none", stats.ByReason[iislog.MoreFields], err)
	}
}

func TestRowsBeforeFields(t *testing.T) {
	_, stats, err := read(strings.NewReader("#Version: 1.0\na b\nc d\n" + short + "2024-05-06 07:08:09 /a bob 200 15\n"))
	if err != nil {
		t.Fatal(err)
	}
	if stats.ByReason[iislog.NoFields] != 2 || stats.Records != 1 {
		t.Errorf("%d rejected, %d records, want 2 and 1", stats.ByReason[iislog.NoFields], stats.Records)
	}
}
