package rendertest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// request is what a phone asks, and how that ended. What is left out is as usual.
type request struct {
	cmd, log             string
	status, win32, taken int
	method, port, stem   string
	name, client         string
}

// day is a day's requests, by the server that logs them.
type day map[string][]entry

type entry struct {
	at   time.Time
	line string
}

// add has a phone's server log a request.
func (d day) add(p *phone, at time.Time, r request) {
	line := fmt.Sprintf("%s %s 192.0.2.11 %s %s Cmd=%s&User=%s&DeviceId=%s&DeviceType=%s&Log=%s %s %s %s %s %d 0 %d 4200 910 %d\r\n",
		at.Format(time.DateTime), p.server, cmp.Or(r.method, "POST"), cmp.Or(r.stem, "/Microsoft-Server-ActiveSync/default.eas"),
		r.cmd, p.user, p.id, p.kind, cmp.Or(r.log, "V141_"), cmp.Or(r.port, "443"), cmp.Or(r.name, `CONTOSO\`+p.user),
		cmp.Or(r.client, p.client), p.agent, cmp.Or(r.status, 200), r.win32, cmp.Or(r.taken, 120))
	d[p.server] = append(d[p.server], entry{at, line})
}

// repeat adds a request n times, one each so often from a clock time such as
// "10:15:00" on.
func (d day) repeat(p *phone, n int, from string, every time.Duration, r request) {
	start := clock(from)
	for i := range n {
		d.add(p, start.Add(time.Duration(i)*every), r)
	}
}

// proxied adds a request that the phone's server hands on to another.
func (d day) proxied(p *phone, to string, at time.Time, r request) {
	back := *p
	back.server = to
	r.log = cmp.Or(r.log, "V141_")
	handed := r
	handed.name, handed.client = `CONTOSO\`+p.server+"$", "192.0.2.11"
	handed.log = "PrxFrom:192.0.2.11_" + r.log
	handed.stem = "/Microsoft-Server-ActiveSync/Proxy/default.eas"
	r.log = "PrxTo:" + strings.ToLower(to) + ".contoso.com_" + r.log
	d.add(p, at, r)
	d.add(&back, at, handed)
}

// log is what a server has logged until an end.
func (d day) log(server string, end time.Time) string {
	entries := slices.Clone(d[server])
	slices.SortStableFunc(entries, func(a, b entry) int { return a.at.Compare(b.at) })
	var b strings.Builder
	b.WriteString("#Software: Microsoft Internet Information Services 7.5\r\n#Version: 1.0\r\n#Fields: date time s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port" +
		" cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken\r\n")
	for _, e := range entries {
		if e.at.Before(end) {
			b.WriteString(e.line)
		}
	}
	return b.String()
}

// clock is a time on the day of the estate.
func clock(text string) time.Time {
	at, err := time.Parse(time.TimeOnly, text)
	if err != nil {
		panic(err) // a text of this package
	}
	return Midnight(0).Add(at.Sub(at.Truncate(24 * time.Hour)))
}
