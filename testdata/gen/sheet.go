package main

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The field lists of the servers. Those of IIS 6 and IIS 7 have the same
// length and other columns: a reader that goes by the count is wrong.
const (
	iis6 = "date time s-sitename s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip" +
		" cs(User-Agent) sc-status sc-substatus sc-win32-status"
	iis7 = "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip" +
		" cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken"
	iis7bytes = "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip" +
		" cs(User-Agent) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken"
	iis8 = "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip" +
		" cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken"
	iis10x = "date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip" +
		" cs-version cs(User-Agent) cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status" +
		" sc-bytes cs-bytes time-taken X-Forwarded-For"
)

// row is one line of a log before a header says which of its values are
// written and in what order. An empty text is logged as "-".
type row struct {
	at                               time.Time
	site, computer, server           string
	method, stem, query, port        string
	user, client, version, agent     string
	cookie, referer, host, forwarded string
	status, substatus, win32         int
	sent, received, taken            int
	device                           string // for counting only
}

func (r row) value(field string) string {
	text := ""
	switch field {
	case "date":
		text = r.at.Format(time.DateOnly)
	case "time":
		text = r.at.Format(time.TimeOnly)
	case "s-sitename":
		text = r.site
	case "s-computername":
		text = r.computer
	case "s-ip":
		text = r.server
	case "cs-method":
		text = r.method
	case "cs-uri-stem":
		text = r.stem
	case "cs-uri-query":
		text = r.query
	case "s-port":
		text = r.port
	case "cs-username":
		text = r.user
	case "c-ip":
		text = r.client
	case "cs-version":
		text = r.version
	case "cs(User-Agent)":
		text = r.agent
	case "cs(Cookie)":
		text = r.cookie
	case "cs(Referer)":
		text = r.referer
	case "cs-host":
		text = r.host
	case "X-Forwarded-For":
		text = r.forwarded
	case "sc-status":
		return strconv.Itoa(r.status)
	case "sc-substatus":
		return strconv.Itoa(r.substatus)
	case "sc-win32-status":
		return strconv.Itoa(r.win32)
	case "sc-bytes":
		return strconv.Itoa(r.sent)
	case "cs-bytes":
		return strconv.Itoa(r.received)
	case "time-taken":
		return strconv.Itoa(r.taken)
	default:
		panic("BUG: no value for field " + field)
	}
	return cmp.Or(strings.ReplaceAll(text, " ", "+"), "-")
}

// eas tells whether the row is a request of Exchange ActiveSync: by the first
// segment of its path, in any letter case.
func (r row) eas() bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.stem, "/"), "/")
	return strings.EqualFold(first, "Microsoft-Server-ActiveSync")
}

// sheet composes a log and counts what it holds.
type sheet struct {
	bytes.Buffer
	counts
	eol    string
	fields []string
}

func newSheet() *sheet {
	return &sheet{eol: "\r\n", counts: counts{devices: map[string]bool{}}}
}

// line writes a line as it is.
func (s *sheet) line(text string) { s.WriteString(text + s.eol) }

// reject writes a line that a reader must count as rejected.
func (s *sheet) reject(text string) {
	s.line(text)
	s.rejected++
}

// header writes a block of directives as IIS does, and sets the fields of the
// rows to come.
func (s *sheet) header(software string, at time.Time, fields string) {
	s.line("#Software: Microsoft Internet Information Services " + software)
	s.line("#Version: 1.0")
	s.line("#Date: " + at.Format(time.DateTime))
	s.line("#Fields: " + fields)
	s.fields = strings.Fields(fields)
}

// text gives the row under the header in force, without a line end.
func (s *sheet) text(r row) string {
	values := make([]string, len(s.fields))
	for i, field := range s.fields {
		values[i] = r.value(field)
	}
	return strings.Join(values, " ")
}

// count takes the row into the counts without writing it.
func (s *sheet) count(r row) {
	s.records++
	if r.eas() {
		s.requests++
		if r.device != "" {
			s.devices[strings.ToUpper(r.device)] = true
		}
	}
}

func (s *sheet) row(r row) {
	s.line(s.text(r))
	s.count(r)
}

func (s *sheet) fixture(name, what string) fixture {
	return fixture{name: name, what: what, data: s.Bytes(), counts: s.counts}
}

// compose writes rows in order of time under one header.
func compose(software, fields string, rows []row) *sheet {
	slices.SortStableFunc(rows, func(a, b row) int { return a.at.Compare(b.at) })
	s := newSheet()
	s.header(software, rows[0].at, fields)
	for _, r := range rows {
		s.row(r)
	}
	return s
}
