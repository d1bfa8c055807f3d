package iislog

import (
	"bytes"
	"slices"
	"strings"
)

// Kind is a kind of log. Besides those of IIS, servers leave others that are taken for
// them.
type Kind string

// The kinds. Their names are stored in lakes.
const (
	IIS             Kind = "iis"              // W3C extended logs of web sites
	HTTPErr         Kind = "httperr"          // HTTP.sys, requests that never reached IIS
	HTTPProxy       Kind = "httpproxy"        // Exchange's front end
	MessageTracking Kind = "message-tracking" // Exchange's transport
	SMTP            Kind = "smtp"             // the SMTP service of IIS, Exchange's connectors
	FTP             Kind = "ftp"              // the FTP service of IIS
	Exchange        Kind = "exchange"         // other logs of Exchange
	CSV             Kind = "csv"              // any other log whose values stand between commas
)

// kinds is how kinds are called and recognised. The first that fits counts.
var kinds = []struct {
	kind Kind
	name string // with its article
	is   func(b *beginning) bool
}{
	{HTTPErr, "an HTTPERR log of HTTP.sys", (*beginning).isHTTPErr},
	{HTTPProxy, "an HttpProxy log of Exchange", (*beginning).isHTTPProxy},
	{MessageTracking, "a message tracking log of Exchange", (*beginning).isMessageTracking},
	{SMTP, "an SMTP log", (*beginning).isSMTP},
	{FTP, "an FTP log of IIS", (*beginning).isFTP},
	{Exchange, "another log of Exchange", (*beginning).isExchange},
	{CSV, "a log of comma-separated values", (*beginning).isCSV},
	{IIS, "an IIS log", (*beginning).isW3C},
}

// String is the kind with its article: "an HTTPERR log of HTTP.sys".
func (k Kind) String() string {
	for i := range kinds {
		if kinds[i].kind == k {
			return kinds[i].name
		}
	}
	return "no log"
}

// beginning is what the start of a file says of its kind.
type beginning struct {
	first             string // line that is not blank
	software, logType string // the values of these directives, in lower case
	fields            []string
	commas            bool // fields stand between commas
	w3c               bool // the first line is a directive of the W3C's draft
	row               []byte
}

// kindOf is the kind of a file by its beginning, decompressed; "" if it is no log or
// has lost its header.
func kindOf(head []byte) Kind {
	b := readBeginning(head)
	for i := range kinds {
		if kinds[i].is(&b) {
			return kinds[i].kind
		}
	}
	return ""
}

// read takes in a line. The first row is the last that is of interest.
func (b *beginning) read(line []byte) (more bool) {
	d, directive := parseDirective(line)
	if b.first == "" {
		b.first = strings.ToLower(string(line[:min(len(line), 2*maxSoftware)]))
		b.w3c = directive && d.known()
		if !directive && bytes.IndexByte(line, ',') >= 0 {
			b.name(line) // CSV names its columns in the first row
			return true
		}
	}
	switch {
	case !directive:
		b.row = line
	case d.is("Software"):
		b.software = strings.ToLower(string(d.value))
	case d.is("Log-type"):
		b.logType = strings.ToLower(string(d.value))
	case d.is("Fields"):
		b.name(d.value)
	}
	return directive
}

// name takes in the names of columns.
func (b *beginning) name(columns []byte) {
	text := strings.ToLower(string(columns))
	if b.commas = strings.Contains(text, ","); b.commas {
		b.fields = strings.Split(text, ",")
		for i, name := range b.fields {
			b.fields[i] = strings.Trim(name, ` "`)
		}
		return
	}
	b.fields = strings.Fields(text)
}

func (b *beginning) has(fields ...string) bool {
	for _, f := range fields {
		if !slices.Contains(b.fields, f) {
			return false
		}
	}
	return true
}

// value is what the first row has in a column.
func (b *beginning) value(column string) string {
	i := slices.Index(b.fields, column)
	if i < 0 {
		return ""
	}
	return strings.ToLower(string(valueAt(b.row, i)))
}

// isHTTPErr goes by Microsoft's "Error logging in HTTP APIs". Old files have no header.
func (b *beginning) isHTTPErr() bool {
	if strings.Contains(b.software, "http api") || strings.Contains(b.software, "http server api") || b.has("s-reason") && !b.has("cs-uri-stem") {
		return true
	}
	_, dated := parseDay(valueAt(b.row, 0))
	return len(b.fields) == 0 && dated && isAddress(valueAt(b.row, 2)) && isPort(valueAt(b.row, 3)) &&
		isAddress(valueAt(b.row, 4)) && isPort(valueAt(b.row, 5)) && bytes.HasPrefix(valueAt(b.row, 6), []byte("HTTP/"))
}

func (b *beginning) isHTTPProxy() bool {
	return strings.Contains(b.logType, "httpproxy") || b.commas && b.has("requestid", "urlstem", "protocolaction")
}

// isMessageTracking knows Exchange 2003's files as well, which begin with a remark.
func (b *beginning) isMessageTracking() bool {
	return strings.Contains(b.logType, "message tracking") || b.commas && b.has("event-id", "internal-message-id") ||
		strings.HasPrefix(b.first, "# message tracking")
}

// isSMTP goes by what the server says, never by what a client of a web site may have
// sent. Where the service does not name itself, a header without cs-uri-query is not one
// of a web site that could be reported on anyway.
func (b *beginning) isSMTP() bool {
	if strings.Contains(b.logType, "smtp") || b.commas && b.has("connector-id", "session-id", "sequence-number") {
		return true
	}
	return !b.commas && (strings.HasPrefix(b.value("s-sitename"), "smtpsvc") ||
		!b.has("cs-uri-query") && slices.Contains([]string{"helo", "ehlo", "mail", "rcpt", "data", "bdat", "quit"}, b.value("cs-method")))
}

func (b *beginning) isFTP() bool {
	return b.has("x-session", "x-fullpath") || strings.HasPrefix(b.value("s-sitename"), "ftpsvc") ||
		strings.HasPrefix(b.value("s-sitename"), "msftpsvc")
}

func (b *beginning) isExchange() bool { return strings.HasPrefix(b.software, "microsoft exchange") }

func (b *beginning) isCSV() bool {
	return b.commas && len(b.fields) > 3 && (b.w3c || b.has("datetime"))
}

// isW3C knows any log of the W3C's draft, which names its fields between blanks.
func (b *beginning) isW3C() bool { return b.w3c }
