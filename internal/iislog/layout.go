package iislog

import "strings"

// none is the field of columns that are cut and passed over.
const none = NumFields

// fieldNames are the names of a #Fields directive in lower case.
var fieldNames = map[string]Field{
	"date":                Date,
	"time":                Time,
	"s-sitename":          SiteName,
	"s-computername":      ComputerName,
	"s-ip":                ServerIP,
	"cs-method":           Method,
	"cs-uri-stem":         Stem,
	"cs-uri-query":        Query,
	"s-port":              Port,
	"cs-username":         Username,
	"c-ip":                ClientIP,
	"cs(user-agent)":      UserAgent,
	"sc-status":           Status,
	"sc-substatus":        Substatus,
	"sc-win32-status":     Win32Status,
	"sc-bytes":            BytesSent,
	"cs-bytes":            BytesReceived,
	"time-taken":          TimeTaken,
	"timetakenms":         TimeTaken,
	"x-forwarded-for":     ForwardedFor,
	"cs(x-forwarded-for)": ForwardedFor,
}

// localNames are fields in the server's time zone, of Advanced Logging.
var localNames = map[string]Field{"date-local": Date, "time-local": Time}

// layout is the meaning of a row's values: what a #Fields directive says.
type layout struct {
	columns []Field // none for those passed over
	carried uint32  // a bit for each field in columns
	// adjacent tells that the time follows the date, stamped that both are at the
	// start and more follows.
	adjacent, stamped bool
	// local tells that date or time are in the server's time zone.
	local bool
}

// parseLayout reads the value of a #Fields directive. A field named twice is
// the first column of that name; local time serves only where UTC is not.
func parseLayout(value []byte) *layout {
	names := strings.Fields(strings.ToLower(string(value)))
	l := &layout{columns: make([]Field, len(names))}
	for i, name := range names {
		l.columns[i] = none
		if f, ok := fieldNames[name]; ok {
			l.assign(i, f)
		}
	}
	for i, name := range names {
		if f, ok := localNames[name]; ok && l.assign(i, f) {
			l.local = true
		}
	}
	for i, f := range l.columns[:max(len(names)-1, 0)] {
		l.adjacent = l.adjacent || f == Date && l.columns[i+1] == Time
	}
	l.stamped = len(names) > 2 && l.columns[0] == Date && l.columns[1] == Time
	return l
}

// assign makes column i the field, unless another column is.
func (l *layout) assign(i int, f Field) bool {
	if l.carries(f) {
		return false
	}
	l.columns[i] = f
	l.carried |= 1 << f
	return true
}

// lacks is why no row of the layout is of use to whoever needs these fields.
func (l *layout) lacks(needed []Field) Reason {
	for _, f := range needed {
		if reason := lackOf[f]; !l.carries(f) && reason != accepted {
			return reason
		}
	}
	return accepted
}

// lackOf are the reasons for fields that may be needed. A date and a time always are.
var lackOf = [NumFields]Reason{Stem: NoStem, Query: NoQuery}

func (l *layout) carries(f Field) bool { return l.carried&(1<<f) != 0 }
