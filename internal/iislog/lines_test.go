package iislog_test

import (
	"bytes"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/iislog"
)

func TestLastLine(t *testing.T) {
	const first = "2024-05-06 07:08:08 /a - 200 1 0 9\n"
	const fields = "#Fields: date time cs-uri-stem cs-username sc-status sc-substatus sc-win32-status time-taken\n"
	const whole = "3 2024-05-06T07:08:09 200 stem=/b user=bob substatus=15 win32=0 taken=64"
	const row = "2024-05-06 07:08:09 /b bob 200 15 0 64"
	pad := strings.Repeat("\x00", 70000)
	tests := map[string]struct {
		last   string
		record string
		cut    int64
	}{
		"whole":                 {last: row, record: whole},
		"with CR":               {last: row + "\r", record: whole},
		"with padding":          {last: row + pad, record: whole},
		"dashes":                {last: "2024-05-06 07:08:09 /b bob 200 - - -", record: "3 2024-05-06T07:08:09 200 stem=/b user=bob"},
		"only padding":          {last: pad},
		"nothing":               {},
		"cut between":           {last: "2024-05-06 07:08:09 /b bob 200 15 0 ", cut: 1},
		"cut inside":            {last: "2024-05-06 07:08:09 /b bo", cut: 1},
		"cut then padding":      {last: "2024-05-06 07:08:09 /b bo" + pad, cut: 1},
		"cut at the start":      {last: "20", cut: 1},
		"all fields, bad time":  {last: "2024-05-06 07:08:61 /b bob 200 15 0 64", cut: 1},
		"all fields, no number": {last: "2024-05-06 07:08:09 /b bob 200 15 0 6x", cut: 1},
		"cut directive":         {last: "#Softw"},
		"one too many":          {last: row + " 1", cut: 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			records, stats, err := read(strings.NewReader(fields + first + test.last))
			if err != nil {
				t.Fatal(err)
			}
			want := []string{"2 2024-05-06T07:08:08 200 stem=/a substatus=1 win32=0 taken=9"}
			if test.record != "" {
				want = append(want, test.record)
			}
			if diff := cmp.Diff(want, records); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
			if got := stats.ByReason[iislog.CutLine]; got != test.cut || stats.Rejected != test.cut {
				t.Errorf("%d cut, %d rejected, want %d", got, stats.Rejected, test.cut)
			}
		})
	}
}

func TestLongLines(t *testing.T) {
	const mib = 1 << 20
	const row = "2024-05-06 07:08:09 /a bob 200 15\n"
	sized := func(n int) string { // a row of n bytes and its end
		return strings.Replace(row, "/a", "/"+strings.Repeat("a", n-len(row)+2), 1)
	}
	nuls := func(n int) string { return strings.Repeat("\x00", n) }
	tests := map[string]struct {
		text                     string
		records, rejected, lines int64
	}{
		"64 KiB less a byte":              {sized(64<<10-1) + row, 2, 0, 3},
		"64 KiB":                          {sized(64<<10) + row, 2, 0, 3},
		"64 KiB and a byte":               {sized(64<<10+1) + row, 2, 0, 3},
		"1 MiB":                           {sized(mib) + row, 2, 0, 3},
		"1 MiB and CR":                    {strings.TrimSuffix(sized(mib), "\n") + "\r\n" + row, 2, 0, 3},
		"1 MiB and padding":               {strings.TrimSuffix(sized(mib), "\n") + nuls(300000) + "\r\n" + row, 2, 0, 3},
		"1 MiB, no end":                   {strings.TrimSuffix(sized(mib), "\n"), 1, 0, 2},
		"1 MiB, padding, no end":          {strings.TrimSuffix(sized(mib), "\n") + nuls(3*mib), 1, 0, 2},
		"a byte more":                     {row + sized(mib+1) + row, 2, 1, 4},
		"a byte more, no end":             {row + strings.TrimSuffix(sized(mib+1), "\n"), 1, 1, 3},
		"more than the buffer":            {row + sized(5*mib) + row, 2, 1, 4},
		"more than the buffer, no end":    {row + strings.TrimSuffix(sized(5*mib), "\n"), 1, 1, 3},
		"two":                             {sized(3*mib) + sized(2*mib) + row, 1, 2, 4},
		"NULs in front":                   {nuls(5*mib) + row, 1, 0, 2},
		"NULs behind":                     {strings.TrimSuffix(row, "\n") + nuls(5*mib) + "\n" + row, 2, 0, 3},
		"NULs at the end":                 {row + nuls(5*mib), 1, 0, 2},
		"NULs inside make it long":        {"2024-05-06" + nuls(5*mib) + " 07:08:09 /a bob 200 15\n" + row, 1, 1, 3},
		"blanks in a line of their own":   {strings.Repeat(" ", 3*mib) + "\n" + row, 1, 0, 3},
		"blanks in front make it long":    {strings.Repeat(" ", 3*mib) + row + row, 1, 1, 3},
		"directive":                       {"#Remark: " + strings.Repeat("x", mib) + "\n" + row, 1, 1, 3},
		"directive, more than the buffer": {"#Remark: " + strings.Repeat("x", 4*mib) + "\n" + row, 1, 1, 3},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, stats, err := read(strings.NewReader(short + test.text))
			if err != nil {
				t.Fatal(err)
			}
			if stats.Records != test.records || stats.Rejected != test.rejected {
				t.Errorf("%d records, %d rejected (%+v), want %d and %d",
					stats.Records, stats.Rejected, stats.ByReason, test.records, test.rejected)
			}
			if got := stats.ByReason[iislog.LongLine]; got != test.rejected {
				t.Errorf("%d too long, want %d", got, test.rejected)
			}
			if stats.Lines != test.lines {
				t.Errorf("%d lines, want %d", stats.Lines, test.lines)
			}
		})
	}
}

func TestLongLineTakesNoMemory(t *testing.T) {
	text := io.MultiReader(strings.NewReader(short+"2024"), io.LimitReader(endless('x'), 100<<20),
		strings.NewReader("\n2024-05-06 07:08:09 /a bob 200 15\n"))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, stats, err := read(text)
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if stats.Records != 1 || stats.ByReason[iislog.LongLine] != 1 {
		t.Errorf("%d records, %d too long, want 1 and 1", stats.Records, stats.ByReason[iislog.LongLine])
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
		t.Errorf("reading a line of 100 MiB allocated %d bytes, want less than 4 MiB", grown)
	}
}

// What a source gives at a time must not matter.
func TestReadSizes(t *testing.T) {
	text := append(generate(600<<10), "cut"...)
	wantRecords, wantStats, err := read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]io.Reader{
		"one byte":       iotest.OneByteReader(bytes.NewReader(text)),
		"half":           iotest.HalfReader(bytes.NewReader(text)),
		"data with EOF":  iotest.DataErrReader(bytes.NewReader(text)),
		"no method else": io.MultiReader(bytes.NewReader(text)),
	} {
		records, stats, err := read(r)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(wantRecords, records); diff != "" {
			t.Errorf("%s: records (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(wantStats, stats); diff != "" {
			t.Errorf("%s: stats (-want +got):\n%s", name, diff)
		}
	}
}

// endless is a reader of one byte over and over.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

// TestGrowing: the last line of a log that is being written is left out until it has its
// end; nobody is asked if it has.
func TestGrowing(t *testing.T) {
	const head = "#Fields: date time cs-method time-taken\r\n2011-12-24 10:00:00 GET 15\r\n"
	for _, test := range []struct {
		text                     string
		grows                    bool
		records, rejected, asked int
	}{
		{head, true, 1, 0, 0},
		{head + "2011-12-24 10:00:01 GET 1", true, 1, 0, 1},
		{head + "2011-12-24 10:00:01 GET 1", false, 2, 0, 1},
		{head + "2011-12-24 10:0", true, 1, 0, 1},
		{head + "2011-12-24 10:0", false, 1, 1, 1},
	} {
		r := iislog.NewReader("x", strings.NewReader(test.text))
		asked := 0
		r.Growing = func() bool {
			asked++
			return test.grows
		}
		var b iislog.Block
		records := 0
		for r.Next(&b) == nil {
			for all := b.Records(); len(all) > 0; all = b.Records() {
				records += len(all)
			}
			r.Done(&b)
		}
		if rejected := int(r.Stats().Rejected); records != test.records || rejected != test.rejected || asked != test.asked {
			t.Errorf("%q, growing %v: %d records, %d rejected, asked %d times", test.text[len(head):], test.grows, records, rejected, asked)
		}
	}
}
