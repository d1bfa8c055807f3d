package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// oddDay keeps the oddities out of the reports of the ordinary days.
var oddDay = date(2014, 2, 3)

// oddRows gives n requests of one phone, a minute apart from the hour on.
func oddRows(id string, hour, n int) []row {
	p := &phone{
		id: id, kind: "Android", agent: "Android/4.4.2-EAS-1.3", user: "odd.user", name: `CONTOSO\odd.user`,
		client: "198.51.100.140", cmdFirst: true, version: "141", heartbeat: 480,
	}
	r := random(uint64(hour)<<8 + uint64(n))
	rows := make([]row, n)
	for i := range rows {
		e := p.sync(oddDay.Add(time.Duration(hour)*time.Hour+time.Duration(i)*time.Minute), "S")
		if i%3 == 2 {
			e = p.do(e.at, "FolderSync")
		}
		rows[i] = row2010(&r, e, "192.0.2.41")
	}
	return rows
}

// oddities are files that a right reader reads to the end, one trap each.
func oddities() []fixture {
	return slices.Concat(oddHeaders(), oddBytes(), oddRejects(), oddPacked(), []fixture{hostile()})
}

func oddHeaders() []fixture {
	change := newSheet()
	rows := oddRows("ODDCHANGE1", 1, 12)
	for i, fields := range []string{iis7, iis7bytes, iis8} {
		change.header("7.5", rows[4*i].at, fields)
		for _, r := range rows[4*i : 4*i+4] {
			change.row(r)
		}
	}

	first := newSheet()
	first.line("#Date: 2014-02-03 02:00:00")
	first.line("#Fields: " + iis8)
	first.line("#Version: 1.0")
	first.line("#Software: Microsoft Internet Information Services 8.5")
	first.fields = strings.Fields(iis8)
	for _, r := range oddRows("ODDFIRST1", 2, 6) {
		first.row(r)
	}

	timeOnly := newSheet()
	const short = "time c-ip cs-method cs-uri-stem cs-uri-query cs-username cs(User-Agent) sc-status"
	for i := range 2 { // the second #Date is that of the next day
		rows := oddRows("ODDTIMEONLY1", 23, 5)
		for j := range rows {
			rows[j].at = rows[j].at.Add(time.Duration(i) * time.Hour)
		}
		timeOnly.header("5.0", rows[0].at, short)
		for _, r := range rows {
			timeOnly.row(r)
		}
	}

	blanks := newSheet()
	blanks.header("6.0", oddDay, iis6+" ")
	for i, r := range oddRows("ODDBLANKS1", 3, 6) {
		r.site = "W3SVC1"
		blanks.line(blanks.text(r) + strings.Repeat(" ", i%3))
		blanks.count(r)
	}
	blanks.line("")
	blanks.line("")

	only := newSheet()
	only.header("8.5", oddDay, iis8)

	return []fixture{
		change.fixture("logs/oddities/fields-change.log", "the field list changes twice: 14, 16, 15 fields"),
		first.fixture("logs/oddities/fields-first.log", "`#Date` and `#Fields` stand before `#Software`"),
		timeOnly.fixture("logs/oddities/time-only.log", "rows have a time only; the date is that of `#Date`, which moves to 2014-02-04"),
		blanks.fixture("logs/oddities/trailing-blanks.log", "a blank after the last name of `#Fields`, none to two after rows, empty lines at the end"),
		only.fixture("logs/oddities/header-only.log", "a header and no row"),
		advancedLogging(),
	}
}

// advancedLogging is a log of the Advanced Logging module: other names,
// quotes, fractions of a second, blank lines between directives.
func advancedLogging() fixture {
	s := newSheet()
	s.line("#Software: IIS Advanced Logging Module")
	s.line("")
	s.line("#Version: 1.0")
	s.line("")
	s.line("#Start-Date: 2014-02-03 04:00:00.128")
	s.line("")
	s.line("#Fields:   date-local time-local   s-ip   cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status TimeTakenMS")
	for i, r := range oddRows("ODDADVANCED1", 4, 5) {
		s.line(fmt.Sprintf(`%s.%03d %s %s %s "%s" %s "%s" "%s" "Android ""4.4.2"" EAS 1.3" %d 0 0 %d`, r.at.Format(time.DateTime), 100*i+7,
			r.server, r.method, r.stem, r.query, r.port, r.user, r.client, r.status, r.taken))
		s.count(r)
	}
	return s.fixture("logs/oddities/advanced-logging.log", "Advanced Logging: quoted values with spaces and doubled quotes, `date-local`, `TimeTakenMS`, milliseconds")
}

func oddBytes() []fixture {
	plain := func(id string, hour, n int, eol string) *sheet {
		s := newSheet()
		s.eol = eol
		rows := oddRows(id, hour, n)
		s.header("8.5", rows[0].at, iis8)
		for _, r := range rows {
			s.row(r)
		}
		return s
	}
	lf := plain("ODDLINEFEED1", 5, 5, "\n")
	bom := plain("ODDBOM1", 6, 5, "\r\n")
	bomFixture := bom.fixture("logs/oddities/bom.log", "a UTF-8 byte order mark in front")
	bomFixture.data = append([]byte("\xef\xbb\xbf"), bomFixture.data...)

	wide := plain("ODDUTF16", 7, 5, "\r\n").fixture("logs/oddities/utf16.log", "UTF-16, little endian, with byte order mark, as PowerShell redirection writes it")
	wide.data = utf16LE(string(wide.data))

	ansi := newSheet()
	ansi.header("6.0", oddDay, iis6)
	for _, r := range oddRows("ODDANSI1", 8, 4) {
		r.site, r.user = "W3SVC1", "CONTOSO\\j\xfcrgen.wei\xdf"
		ansi.row(r)
	}

	// A crash cut a row; the file went on after the padding.
	nul := plain("ODDNUL1", 9, 4, "\r\n")
	after := oddRows("ODDNUL1", 10, 4)
	nul.WriteString(nul.text(after[0])[:60] + strings.Repeat("\x00", 700))
	nul.rejected++
	nul.header("8.5", after[0].at, iis8)
	for _, r := range after {
		nul.row(r)
	}
	nul.WriteString(strings.Repeat("\x00", 2048))

	return []fixture{
		lf.fixture("logs/oddities/line-feeds.log", "lines end with LF only"),
		bomFixture, wide,
		ansi.fixture("logs/oddities/ansi.log", "bytes of Windows-1252 in cs-username: not UTF-8"),
		nul.fixture("logs/oddities/nul-bytes.log", "a row cut by a crash, 700 NUL bytes and a new header on its line; 2048 NUL bytes at the end"),
	}
}

func utf16LE(text string) []byte {
	data := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		data = binary.LittleEndian.AppendUint16(data, unit)
	}
	return data
}

func oddRejects() []fixture {
	rows := oddRows("ODDBADROWS1", 11, 16)
	s := newSheet()
	s.header("7.5", rows[0].at, iis7bytes)
	for i, r := range rows {
		text := s.text(r)
		values := strings.Split(text, " ")
		switch i {
		case 2: // cut in the middle
			s.reject(strings.Join(values[:9], " "))
		case 4: // another process wrote into the line
			s.reject(text + " " + text)
		case 5:
			s.reject(strings.Replace(text, "2014-02-03", "2014-13-03", 1))
		case 6:
			s.reject(strings.Replace(text, " 11:06:00 ", " 11:61:00 ", 1))
		case 8:
			values[10] = "OK"
			s.reject(strings.Join(values, " "))
		case 9: // an empty value is "-"; two blanks say the same
			values[7] = ""
			s.line(strings.Join(values, " "))
			s.count(r)
		case 10:
			s.reject("Restarting the service")
		case 12: // bad numbers that are not the line's to die of
			values[13], values[14] = "-5", "many"
			s.line(strings.Join(values, " "))
			s.count(r)
		case 13:
			values[15] = "99999999999999999999"
			s.line(strings.Join(values, " "))
			s.count(r)
		default:
			s.row(r)
		}
	}

	cut := newSheet()
	rows = oddRows("ODDCUT1", 12, 5)
	cut.header("8.5", rows[0].at, iis8)
	for _, r := range rows[:4] {
		cut.row(r)
	}
	cut.WriteString(cut.text(rows[4])[:140])
	cut.rejected++

	whole := newSheet()
	whole.header("8.5", rows[0].at, iis8)
	rows = oddRows("ODDNOEND1", 13, 4)
	for _, r := range rows[:3] {
		whole.row(r)
	}
	whole.WriteString(whole.text(rows[3])) // without a line end
	whole.count(rows[3])

	return []fixture{
		s.fixture("logs/oddities/bad-rows.log", "too few and too many values, bad date, time and status, words; "+
			"three rows that count: a name lost between two blanks, bad byte counts, a bad time-taken"),
		cut.fixture("logs/oddities/cut.log", "the last line is cut in its query: rejected"),
		whole.fixture("logs/oddities/no-line-end.log", "the last line is whole but has no line end: counted"),
	}
}

// oddPacked are compressed logs. The compressors are pinned by go.sum: those of
// the standard library may give other bytes with another Go release.
func oddPacked() []fixture {
	part := func(id string, hour int) *sheet {
		return compose("8.5", iis8, oddRows(id, hour, 20))
	}
	join := func(pack func([]byte) []byte, name, what string, parts ...*sheet) fixture {
		f := fixture{name: name, what: what, counts: newSheet().counts}
		for _, p := range parts {
			f.data = append(f.data, pack(p.Bytes())...)
			f.add(p.counts)
		}
		return f
	}

	a, b := part("ODDZIPA1", 20), part("ODDZIPB1", 21)
	archive := fixture{
		name: "logs/oddities/sites.zip", what: "a zip with two logs of the same name in two folders",
		data:   zipped(map[string][]byte{"W3SVC1/u_ex140203.log": a.Bytes(), "W3SVC2/u_ex140203.log": b.Bytes()}),
		counts: newSheet().counts,
	}
	archive.add(a.counts)
	archive.add(b.counts)
	return []fixture{
		join(gzipped, "logs/oddities/members.log.gz", "gzip with two members, each with its header", part("ODDGZIP1", 14), part("ODDGZIP1", 15)),
		join(zstandard, "logs/oddities/frames.log.zst", "Zstandard with two frames", part("ODDZSTD1", 16), part("ODDZSTD1", 17)),
		archive,
	}
}

// packed gives the fixture as a log shipper leaves it: compressed whole.
func (f fixture) packed(pack func([]byte) []byte, suffix string) fixture {
	f.name, f.data = f.name+suffix, pack(f.data)
	return f
}

func (c *counts) add(more counts) {
	c.records += more.records
	c.requests += more.requests
	c.rejected += more.rejected
	for id := range more.devices {
		c.devices[id] = true
	}
}

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	w := must(gzip.NewWriterLevel(&b, gzip.BestCompression))
	must(w.Write(data))
	check(w.Close())
	return b.Bytes()
}

func zstandard(data []byte) []byte {
	w := must(zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)))
	packed := w.EncodeAll(data, nil)
	check(w.Close())
	return packed
}

func zipped(files map[string][]byte) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestCompression) })
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		must(must(w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: oddDay})).Write(files[name]))
	}
	check(w.Close())
	return b.Bytes()
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

// check stops at an error that cannot happen: everything here is in memory.
func check(err error) {
	if err != nil {
		panic("BUG: " + err.Error())
	}
}
