package main

import (
	"slices"
	"strings"
	"time"
)

// phone is a device with its owner.
type phone struct {
	id, kind, agent string
	user            string // as the phone writes it in User=
	name            string // as the server logs it in cs-username
	client          string // its address
	cmdFirst        bool   // Cmd before the other keys, as many Android phones have it
	version         string // protocol version, 141 for 14.1
	heartbeat       int    // of its Pings, seconds
	hits            int    // requests in an ordinary day
	key             int    // sync key
}

// query gives the phone's own part of cs-uri-query.
func (p *phone) query(cmd string) string {
	identity := "User=" + p.user + "&DeviceId=" + p.id + "&DeviceType=" + p.kind
	if p.cmdFirst {
		return "Cmd=" + cmd + "&" + identity
	}
	return identity + "&Cmd=" + cmd
}

// account is the plain name of the owner, for what the server writes itself.
func (p *phone) account() string {
	_, name, found := strings.Cut(p.name, `\`)
	if !found {
		name = p.name
	}
	name, _, _ = strings.Cut(name, "@")
	return name
}

// exchange is one request of a phone and its answer, before the rows of one
// generation of servers tell it in their own words. It ends at its time: IIS
// logs a request when it is over.
type exchange struct {
	*phone
	at       time.Time
	cmd      string
	http     int    // sc-status
	eas      int    // EAS status, 0 for none
	errText  string // Error:
	extra    string // further tokens
	st       string // of a Sync: F, S, R, I
	folder   string // class of the folder: Em, Ca, Co, Ta
	sk       int    // sync key from the phone
	items    int    // sent to the phone
	changes  int    // sent by the phone
	taken    int    // milliseconds
	sent     int
	received int
	waits    bool // a Ping that waited
}

// curve is how an ordinary day is spread over its hours (UTC).
var curve = [24]int{2, 1, 1, 1, 2, 4, 8, 12, 14, 14, 13, 12, 10, 12, 13, 12, 11, 10, 8, 7, 6, 5, 4, 3}

// moment picks a time of the day after the curve.
func moment(r *random, day time.Time) time.Time {
	total := 0
	for _, weight := range curve {
		total += weight
	}
	at := r.below(total)
	hour := 0
	for at >= curve[hour] {
		at -= curve[hour]
		hour++
	}
	return day.Add(time.Duration(hour)*time.Hour + time.Duration(r.below(3600_000))*time.Millisecond)
}

// after says what a phone does when a Ping told it of changes, or its owner
// does in between, by frequency.
var after = strings.Fields("Sync Sync Sync Sync Sync Sync Sync Sync Sync Sync Sync Sync Sync Sync " +
	"SendMail SendMail SendMail SmartReply SmartReply SmartForward FolderSync FolderSync GetItemEstimate " +
	"MoveItems ItemOperations ItemOperations MeetingResponse Settings Search ResolveRecipients")

// ordinary gives a day of a phone without trouble: Pings that wait, and what
// follows them.
func ordinary(r *random, p *phone, day time.Time) []exchange {
	times := make([]time.Time, p.hits)
	for i := range times {
		times[i] = moment(r, day)
	}
	slices.SortFunc(times, time.Time.Compare)

	p.key = r.between(1000, 900_000)
	before := day
	var done []exchange
	for i, at := range times {
		e := exchange{phone: p, at: at, http: 200, eas: 1, received: r.between(280, 620)}
		gap := int(at.Sub(before).Milliseconds())
		switch {
		case i == 0:
			e.cmd = "FolderSync"
		case i%2 == 1 && gap > 2000 && p.heartbeat > 0:
			e.ping(r, gap)
		default:
			e.cmd = after[r.below(len(after))]
		}
		if e.cmd != "Ping" {
			e.work(r)
		}
		done = append(done, e)
		before = at
	}
	return done
}

// ping waits until the heartbeat is over (status 1) or mail has come (2); it
// cannot have begun before the phone's last request.
func (e *exchange) ping(r *random, gap int) {
	e.cmd, e.waits, e.sent = "Ping", true, 200
	limit := e.heartbeat * 1000
	if gap > limit {
		e.eas, e.taken = 1, limit+r.between(2, 30)
		return
	}
	e.eas, e.taken = 2, gap-r.between(500, 1500)
}

// work fills in a request that is answered at once.
func (e *exchange) work(r *random) {
	e.taken = r.between(15, 400)
	e.sent = r.between(210, 900)
	switch e.cmd {
	case "Sync":
		e.key++
		e.sk = e.key
		e.st, e.folder = "S", []string{"Em", "Em", "Em", "Ca", "Co"}[r.below(5)]
		e.items, e.changes = r.below(4), r.below(2)
		e.sent += e.items * r.between(900, 6000)
	case "SendMail", "SmartReply", "SmartForward":
		e.received += r.between(900, 40_000)
		e.taken += r.between(50, 900)
	case "ItemOperations":
		e.sent += r.between(4000, 300_000)
		e.taken += e.sent / 200
	case "MoveItems":
		e.eas = 3 // of MoveItems: success
	}
}

// fail makes the exchange one that the server refuses.
func (e exchange) fail(http, eas int, text string) exchange {
	e.http, e.eas, e.errText = http, eas, text
	e.items, e.sent = 0, 190
	return e
}

// sync is a request by itself, for the stories of phones in trouble.
func (p *phone) sync(at time.Time, st string) exchange {
	p.key++
	return exchange{
		phone: p, at: at, cmd: "Sync", http: 200, eas: 1, st: st, folder: "Em",
		sk: p.key, taken: 40, sent: 260, received: 410,
	}
}

// do is any other request by itself.
func (p *phone) do(at time.Time, cmd string) exchange {
	return exchange{phone: p, at: at, cmd: cmd, http: 200, eas: 1, taken: 31, sent: 240, received: 380}
}

// clock gives a time of the day, hours:minutes:seconds.
func clock(day time.Time, hhmmss string) time.Time {
	t, err := time.Parse(time.TimeOnly, hhmmss)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return day.Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute +
		time.Duration(t.Second())*time.Second)
}

// date gives midnight UTC of a day.
func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// repeat calls f n times, at start and then every step.
func repeat(start time.Time, step time.Duration, n int, f func(i int, at time.Time)) {
	for i := range n {
		f(i, start.Add(time.Duration(i)*step))
	}
}
