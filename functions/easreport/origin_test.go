package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/easreport/easreport/internal/estate"
)

// TestSameReportWithoutLake: a report is the same, to the byte, whether what was read of the
// logs is kept in a lake or not.
func TestSameReportWithoutLake(t *testing.T) {
	if testing.Short() {
		t.Skip("makes many reports")
	}
	fields := estate.Fields{Bytes: true, ComputerName: true}
	for name, o := range map[string]estate.Options{
		"2003":         {Exchange: estate.Exchange2003, Copies: 1, Earlier: 1, GzipBeside: 1},
		"2007":         {Exchange: estate.Exchange2007, Other: 300, Silent: 1, Damaged: 5000},
		"2010":         {Exchange: estate.Exchange2010, HandOn: 300, ARR: true, Hourly: true, MixedFields: true, HeaderEvery: 3},
		"2013":         {Exchange: estate.Exchange2013, Hostile: 3, Forgers: 20, Gzip: true},
		"2016":         {Shared: 200, Namesakes: 200, Other: 100, Hourly: true, Copies: 2, Earlier: 2, GzipBeside: 2, Silent: 1, Probes: true},
		"several days": {Hours: 60, LF: true, Updates: 500},
	} {
		t.Run(name, func(t *testing.T) {
			seed := rand.Uint64()
			t.Log("seed", seed)
			if o.Hours == 0 {
				o.Hours = 30
			}
			o.Devices, o.PerDay, o.Ill, o.Fields = 40, 80, 200, fields
			logs := t.TempDir()
			truth, err := estate.New(seed, o).Write(logs)
			if err != nil {
				t.Fatal(err)
			}
			spoil(t, logs)
			flags := flagsOf(truth)
			sameReports(t, flags[rand.IntN(len(flags))], logs)
		})
	}
}

// flagsOf are what reports of an estate's logs are asked for.
func flagsOf(truth *estate.Truth) [][]string {
	device, user := truth.Days[len(truth.Days)/2].DeviceID, strings.SplitN(truth.Days[0].Person, ";", 2)[0]
	return [][]string{
		{},
		{"--hourly", "--by-user-agent"},
		{"--hourly", "--time-zone", "Asia/Kathmandu", "--date", "2026-03-02"},
		{"--from", "2026-03-02 03:07", "--to", "2026-03-02 19:51", "--time-zone", "America/St_Johns"},
		{"--from", "2026-03-02 11:11", "--hourly"},
		{"--last", "2d", "--time-zone", "Pacific/Chatham"},
		{"--from", "2026-03-02", "--to", "2026-03-03", "--time-zone", "America/St_Johns", "--minimum-hits", "5"},
		{"--report-by-seconds", "90", "--device-id", device},
		{"--date", "2026-03-03", "--top-hits", "7"},
		{"--from", "2026-01-01", "--to", "2026-12-31", "--user", user},
		{"--device-id", "NOWHERE", "--user", user},
		{"--date", "2025-03-03"}, // no log is of it
	}
}

// TestSameReportOfTestdata does the same with the logs of testdata, and those that cannot be
// read.
func TestSameReportOfTestdata(t *testing.T) {
	logs, bad := filepath.FromSlash("../../testdata/logs"), filepath.FromSlash("../../testdata/bad")
	for _, flags := range [][]string{
		{},
		{"--hourly"},
		{"--by-user-agent", "--time-zone", "Australia/Lord_Howe"},
		{"--date", "2011-12-24", "--time-zone", "America/Caracas", "--hourly"},
	} {
		sameReports(t, flags, logs)
		sameReports(t, flags, logs, bad)
		sameReports(t, flags, filepath.Join(logs, "oddities"))
	}
	sameReports(t, nil, filepath.Join(bad, "empty.log"))
	sameReports(t, nil, bad)
	sameReports(t, nil, "nowhere.log", filepath.Join(logs, "cas2007"))
}

// TestSameReportOfCopies: copies are left out of many small logs, whose rows are not kept
// apart, as they are left out with a lake.
func TestSameReportOfCopies(t *testing.T) {
	logs := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(logs, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	log := func(server, device, rows int) string {
		text := bytes.NewBufferString(iisFields)
		for i := range rows {
			_, _ = fmt.Fprintf(text, "2026-03-02 %02d:%02d:00 POST /Microsoft-Server-ActiveSync Cmd=Sync&User=u&DeviceId=D%dx%d&DeviceType=x 443 u%d 192.0.2.%d x 200\n",
				i%24, i%60, device, i%7, device, server)
		}
		return text.String()
	}
	for i := range 30 {
		write(fmt.Sprintf("alone%d.log", i), log(i, i, 20+i))
	}
	for i, pack := range []func(t *testing.T, text string) string{unpacked, gzipped, zstandard, zipped} {
		whole := log(40, 40+i, 40)
		write(fmt.Sprintf("copied%d.log", i), whole)
		write(fmt.Sprintf("copied%d.log.copy", i), pack(t, whole))
	}
	write("grown.log", log(50, 50, 60))
	write("grown-earlier.log", log(50, 50, 33))
	write("alike1.log", log(51, 51, 10)+log(52, 52, 5))
	write("alike2.log", log(51, 51, 10)+log(52, 53, 5))
	write("one-line1.log", log(54, 54, 1))
	write("one-line2.log", log(54, 54, 1))
	write("large.log", log(55, 55, 20_000)) // and a copy of its beginning
	write("large-earlier.log", log(55, 55, 500))
	printed := sameReports(t, []string{"--hourly"}, logs)
	for _, want := range []string{"copied0.log", "copied1.log", "copied2.log", "copied3.log", "grown-earlier.log", "large-earlier.log", "alike1.log"} {
		if !strings.Contains(printed, want+" ") && !strings.Contains(printed, want+`"`) {
			t.Errorf("nothing is said of %s", want)
		}
	}
	const hits = 30*20 + 29*30/2 + 4*40 + 60 + 4*10 - 10 + 2 + 20_000
	if !strings.Contains(printed, fmt.Sprintf(`"hits": %d,`, hits)) {
		t.Errorf("not %d requests:\n%.3000s", hits, printed)
	}
}

const iisFields = "#Fields: date time cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status\n"

func unpacked(_ *testing.T, text string) string { return text }

func gzipped(t *testing.T, text string) string {
	var out bytes.Buffer
	return packed(t, &out, gzip.NewWriter(&out), text)
}

func zstandard(t *testing.T, text string) string {
	var out bytes.Buffer
	z, err := zstd.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	return packed(t, &out, z, text)
}

func zipped(t *testing.T, text string) string {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	f, err := z.Create("u_ex260302.log")
	if err == nil {
		_, err = io.WriteString(f, text)
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return out.String()
}

func packed(t *testing.T, out *bytes.Buffer, to io.WriteCloser, text string) string {
	t.Helper()
	if _, err := io.WriteString(to, text); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// spoil adds to a folder of logs what is no use to anybody.
func spoil(t *testing.T, logs string) {
	t.Helper()
	row := "2026-03-02 10:00:00 POST /Microsoft-Server-ActiveSync Cmd=Sync&User=lost&DeviceId=LOST&DeviceType=x 443 lost 192.0.2.1 x 200\n"
	cut := gzipped(t, iisFields+strings.Repeat(row, 50_000))
	for name, text := range map[string]string{
		"empty.log":     "",
		"blank.log":     " \r\n\r\n",
		"zeros.log":     strings.Repeat("\x00", 5000),
		"header.log":    iisFields,
		"no.log":        "Dear Sir or Madam\n",
		"rejected.log":  iisFields + "2026-03-02 11:00:00 POST\n" + row,
		"only-bad.log":  iisFields + strings.Repeat("2026-03-02 11:00:00 POST\n", 9),
		"no-day.log":    strings.Replace(iisFields, "date ", "", 1) + strings.Repeat("11:00:00 POST\n", 9),
		"time-only.log": "#Date: 2026-03-02 09:00:00\n" + timeOnly(row),
		"blanks.log":    iisFields + strings.ReplaceAll(row, " lost ", " CONTOSO\\lost soul "),
		"other.log":     iisFields + "2026-03-02 12:00:00 GET /owa/ - 443 - 192.0.2.1 x 200\n",
		"smtp.log":      "#Software: Microsoft Exchange Server\n#Log-type: SMTP Receive Protocol Log\n#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\n",
		"proxy.log":     "#Software: Microsoft Exchange Server\n#Log-type: HttpProxy Logs\n#Fields: DateTime,RequestId,MajorVersion\n",
		"damaged.gz":    cut[:len(cut)-9],
		"late.log":      iisFields + strings.ReplaceAll(row, "03-02", "05-01"),
		"days.log":      iisFields + backwards(row),
		"future.log":    iisFields + strings.ReplaceAll(row, "2026", "2126"),
	} {
		if err := os.WriteFile(filepath.Join(logs, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// timeOnly is a log whose rows have no date, on both sides of midnight.
func timeOnly(row string) string {
	row = strings.TrimPrefix(row, "2026-03-02 10:00:00")
	return strings.Replace(iisFields, "date ", "", 1) + "23:59:58" + row + "23:59:59" + row + "00:00:01" + row
}

// backwards has a row on each of many days, the latest first.
func backwards(row string) string {
	var all strings.Builder
	for day := 28; day > 0; day-- {
		all.WriteString(strings.ReplaceAll(row, "03-02", fmt.Sprintf("02-%02d", day)))
	}
	return all.String()
}

// sameReports makes a report of logs with a lake and without, compares all that is written
// and printed, and returns what is printed.
func sameReports(t *testing.T, flags []string, logs ...string) (printed string) {
	t.Helper()
	out := t.TempDir()
	make := func(more ...string) (printed string, files map[string]string) {
		t.Helper()
		to := filepath.Join(out, "report")
		args := append([]string{"run", "--json", "-o", to}, flags...)
		printed = capture(t, append(append(args, more...), logs...))
		files = map[string]string{}
		for _, path := range glob(t, filepath.Join(to, "*")) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files[filepath.Base(path)] = string(text)
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
		return printed, files
	}
	printed, files := make()
	printedToo, withLake := make("--lake", filepath.Join(out, "lake"))
	if printed != printedToo {
		t.Errorf("%v: other words:\n%s", flags, firstDifference(printed, printedToo))
	}
	if len(files) != len(withLake) {
		t.Errorf("%v: %d files without a lake, %d with one", flags, len(files), len(withLake))
	}
	for name, text := range withLake {
		if files[name] != text {
			t.Errorf("%v: %s differs:\n%s", flags, name, firstDifference(files[name], text))
		}
	}
	return printed
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// capture runs the command and returns what it prints, and how it ends.
func capture(t *testing.T, args []string) string {
	t.Helper()
	stdout, stderr := os.Stdout, os.Stderr
	defer func() { os.Stdout, os.Stderr = stdout, stderr }()
	f, err := os.CreateTemp(t.TempDir(), "printed")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	os.Stdout, os.Stderr = f, f
	code := run(t.Context(), args)
	text, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%sexit code %d\n", text, code)
}

// firstDifference is the text around the first byte that two texts do not share.
func firstDifference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	around := func(s string) string { return s[max(0, i-200):min(len(s), i+200)] }
	return "without a lake: …" + around(a) + "…\nwith a lake: …" + around(b) + "…"
}
