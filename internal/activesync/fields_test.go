package activesync

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/iislog"
)

// fields are the values of a row, nil where they are not logged. No value has a
// blank in it.
type fields struct {
	unixMilli                         int64
	status                            int32 // -1 where not logged
	method, stem, query, port         []byte
	username, userAgent               []byte
	computerName, serverIP            []byte
	forwardedFor, clientIP            []byte
	substatus, win32                  []byte
	bytesSent, bytesReceived, elapsed []byte
}

// record is a row with these values.
func (f *fields) record() *iislog.Record {
	at := time.UnixMilli(max(f.unixMilli, 1e12)).UTC().Format(time.DateTime)
	names := "date time cs-method cs-uri-stem cs-uri-query s-port cs-username cs(User-Agent) s-computername s-ip " +
		"X-Forwarded-For c-ip sc-substatus sc-win32-status sc-bytes cs-bytes time-taken"
	row := []string{at}
	for _, value := range [][]byte{
		f.method, f.stem, f.query, f.port, f.username, f.userAgent, f.computerName, f.serverIP,
		f.forwardedFor, f.clientIP, f.substatus, f.win32, f.bytesSent, f.bytesReceived, f.elapsed,
	} {
		if value = bytes.TrimSpace(value); len(value) == 0 {
			value = []byte("-")
		}
		row = append(row, string(value))
	}
	if f.status >= 0 {
		names += " sc-status"
		row = append(row, strconv.Itoa(int(f.status)))
	}
	log := "#Fields: " + names + "\n" + strings.Join(row, " ") + "\n"
	var block iislog.Block
	if err := iislog.NewReader("row", strings.NewReader(log)).Next(&block); err != nil {
		panic(err)
	}
	return &block.Records()[0]
}

// read makes q the meaning of a row with these values.
func (q *Request) read(f *fields) {
	if !q.Parse(f.record()) {
		panic("the row is no request")
	}
	q.UnixMilli = f.unixMilli
}

// readOnly makes q the request that a query alone makes, whatever is in it.
func (q *Request) readOnly(query []byte) {
	*q = Request{buffer: q.buffer[:0]}
	q.readQuery(query)
}
