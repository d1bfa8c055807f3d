package estate

import (
	"strconv"
	"time"
)

// row is one server's note of a request.
type row struct {
	stamp                     int64 // Unix milliseconds; logs have seconds
	method, stem, port        string
	query                     []byte
	user, client, agent, host string
	answer                    HTTP
	sent, received            int64
	took                      int
	forwarded                 string // X-Forwarded-For
	foreign                   bool   // no request of a device
}

// field is a column of a log. The constants are in the order in which IIS writes
// them.
type field uint8

const (
	fieldDate field = iota
	fieldTime
	fieldSiteName
	fieldComputerName
	fieldServerIP
	fieldMethod
	fieldStem
	fieldQuery
	fieldPort
	fieldUser
	fieldClientIP
	fieldVersion
	fieldAgent
	fieldCookie
	fieldReferer
	fieldHost
	fieldStatus
	fieldSubstatus
	fieldWin32
	fieldSent
	fieldReceived
	fieldTook
	fieldForwarded
	fieldCount
)

var fieldNames = [fieldCount]string{
	"date", "time", "s-sitename", "s-computername", "s-ip", "cs-method", "cs-uri-stem", "cs-uri-query", "s-port",
	"cs-username", "c-ip", "cs-version", "cs(User-Agent)", "cs(Cookie)", "cs(Referer)", "cs-host", "sc-status",
	"sc-substatus", "sc-win32-status", "sc-bytes", "cs-bytes", "time-taken", "X-Forwarded-For",
}

// layout is the columns of a log, in order.
type layout []field

// newLayout returns the columns of IIS as a generation has it by default, with those
// of f more or less (Microsoft, "Log Files for a Web Site").
func newLayout(x Exchange, f Fields) layout {
	has := map[field]bool{
		fieldSiteName: f.SiteName || f.Full || x == Exchange2003, fieldComputerName: f.ComputerName || f.Full,
		fieldVersion: f.Full, fieldCookie: f.Full, fieldReferer: f.Full || x >= Exchange2013, fieldHost: f.Full,
		fieldSent: f.Bytes, fieldReceived: f.Bytes, fieldTook: x != Exchange2003 || f.Full, fieldForwarded: f.ForwardedFor,
	}
	var l layout
	for i := range fieldCount {
		if wanted, optional := has[i]; wanted || !optional {
			l = append(l, i)
		}
	}
	return l
}

func (l layout) has(f field) bool {
	for _, g := range l {
		if g == f {
			return true
		}
	}
	return false
}

func (l layout) header(b []byte, x Exchange, stamp int64, eol string) []byte {
	b = append(b, "#Software: Microsoft Internet Information Services "...)
	b = append(b, map[Exchange]string{Exchange2003: "6.0", Exchange2007: "7.0", Exchange2010: "7.5", Exchange2013: "8.5", Exchange2016: "10.0"}[x]...)
	b = append(append(b, eol...), "#Version: 1.0"...)
	b = append(append(b, eol...), "#Date: "...)
	b = time.UnixMilli(stamp).UTC().AppendFormat(b, time.DateTime)
	b = append(append(b, eol...), "#Fields:"...)
	for _, f := range l {
		b = append(append(b, ' '), fieldNames[f]...)
	}
	return append(b, eol...)
}

// append appends the row as a line without its end.
func (r *row) append(b []byte, l layout, log *siteLog) []byte {
	for i, f := range l {
		if i > 0 {
			b = append(b, ' ')
		}
		switch f {
		case fieldDate:
			b = appendDate(b, r.stamp)
		case fieldTime:
			b = appendClock(b, r.stamp)
		case fieldSiteName:
			b = append(b, log.site...)
		case fieldComputerName:
			b = append(b, log.server.name...)
		case fieldServerIP:
			b = append(b, log.server.ip...)
		case fieldMethod:
			b = append(b, r.method...)
		case fieldStem:
			b = append(b, r.stem...)
		case fieldQuery:
			b = appendText(b, r.query)
		case fieldPort:
			b = append(b, r.port...)
		case fieldUser:
			b = appendText(b, r.user)
		case fieldClientIP:
			b = append(b, r.client...)
		case fieldVersion:
			b = append(b, "HTTP/1.1"...)
		case fieldAgent:
			b = appendText(b, r.agent)
		case fieldHost:
			b = appendText(b, r.host)
		case fieldCookie, fieldReferer:
			b = append(b, '-')
		case fieldStatus:
			b = strconv.AppendInt(b, int64(r.answer.Status), 10)
		case fieldSubstatus:
			b = strconv.AppendInt(b, int64(r.answer.Sub), 10)
		case fieldWin32:
			b = strconv.AppendInt(b, r.answer.Win32, 10)
		case fieldSent:
			b = strconv.AppendInt(b, r.sent, 10)
		case fieldReceived:
			b = strconv.AppendInt(b, r.received, 10)
		case fieldTook:
			b = strconv.AppendInt(b, int64(r.took), 10)
		case fieldForwarded:
			b = appendText(b, r.forwarded)
		}
	}
	return b
}

func appendText[T string | []byte](b []byte, text T) []byte {
	if len(text) == 0 {
		return append(b, '-')
	}
	return append(b, text...)
}

func appendDate(b []byte, stamp int64) []byte {
	year, month, day := time.UnixMilli(stamp).UTC().Date()
	b = strconv.AppendInt(b, int64(year), 10)
	b = append(b, '-', byte('0'+month/10), byte('0'+month%10), '-', byte('0'+day/10), byte('0'+day%10))
	return b
}

func appendClock(b []byte, stamp int64) []byte {
	s := stamp / 1000 % 86400
	h, m, s := s/3600, s/60%60, s%60
	return append(b, byte('0'+h/10), byte('0'+h%10), ':', byte('0'+m/10), byte('0'+m%10), ':', byte('0'+s/10), byte('0'+s%10))
}
