package incident

import (
	"fmt"

	"github.com/easreport/easreport/internal/estate"
)

// phone is a device of a person, and the requests that it sends.
type phone struct {
	*maker
	*estate.Device
	login  *estate.Login
	others []string // ids that the person's phone had besides
	// heartbeat is in seconds (Exchange's default span is 60 to 3540), syncs says that it
	// waits by Sync in place of Ping.
	heartbeat int
	syncs     bool
	mails     int // that arrive on a working day
}

// kind is a kind of phone, as its agents name it.
type kind struct {
	kind, agent, update, id string
	version, share          int
	syncs                   bool
}

var kinds = []kind{
	{"iPhone", "Apple-iPhone15C2/2107.102", "Apple-iPhone15C2/2207.100", "Appl%09XK", 161, 50, false},
	{"iPad", "Apple-iPad13C4/2107.102", "Apple-iPad13C4/2207.100", "%012XPAD", 161, 12, false},
	{"SAMSUNGSMS911B", "Android-SAMSUNG-SM-S911B/101.14", "Android-SAMSUNG-SM-S911B/101.15", "SEC%013X", 141, 14, false},
	{"Android", "Android/14-EAS-2.0", "Android/15-EAS-2.0", "android%013x", 141, 12, false},
	{"WindowsMail", "MSFT-WIN-4/10.0.19045", "MSFT-WIN-4/10.0.22631", "%032X", 141, 12, true},
}

// phone returns a new phone of a new person.
func (m *maker) phone() *phone {
	m.people++
	account := fmt.Sprintf("%s.%s%d", [...]string{"anna", "ben", "carla", "david", "elena", "frank", "grace", "hugo"}[m.random.IntN(8)],
		[...]string{"adams", "baker", "carter", "diaz", "evans", "fischer", "garcia", "hansen"}[m.random.IntN(8)], m.people)
	person := &estate.Person{Domain: "CONTOSO", Account: account, UPN: account + "@contoso.com", SID: fmt.Sprintf("S-1-5-21-1023191730-727829927-3110000192-%d", 1100+m.people)}
	return m.phoneOf(person.Login())
}

// phoneOf returns a new phone of a person.
func (m *maker) phoneOf(login *estate.Login) *phone {
	k := m.kind()
	d := &estate.Device{
		ID: fmt.Sprintf(k.id, m.random.Uint64()>>28), Type: k.kind, Agent: k.agent, NewAgent: k.update,
		Version: k.version, Address: fmt.Sprintf("203.0.%d.%d", 113+m.people/250, 1+m.people%250), CmdFirst: k.kind == "Android", Mailbox: m.random.IntN(servers),
	}
	if m.random.IntN(100) < m.noise.Office {
		d.Address = "203.0.200.1"
	}
	if m.layout.Exchange == estate.Exchange2010 {
		d.Version = 141
	}
	return &phone{
		maker: m, Device: d, login: login, heartbeat: [...]int{470, 900, 900, 1680, 3540}[m.random.IntN(5)], syncs: k.syncs,
		mails: 10 + int(m.random.ExpFloat64()*25),
	}
}

// kind draws what a phone is.
func (m *maker) kind() kind {
	n := m.random.IntN(100)
	if m.noise.Android && n < 70 {
		model := m.random.IntN(40)
		agent := fmt.Sprintf("Android-SAMSUNG-SM-A%03d/101.%d", model, 10+m.random.IntN(5))
		return kind{fmt.Sprintf("SAMSUNGSMA%03d", model), agent, agent + "0", "SEC%013X", 141, 0, false}
	}
	k := kinds[0]
	for _, k = range kinds {
		if n -= k.share; n < 0 {
			break
		}
	}
	return k
}

// answer changes a request.
type answer func(*estate.Request)

// send adds a request that begins at a time.
func (p *phone) send(at int64, command string, answers ...answer) *estate.Request {
	r := estate.Request{Device: p.Device, Login: p.login, Command: command, EAS: 1, Took: 15 + int(p.random.ExpFloat64()*90)}
	switch command {
	case "Sync":
		r.Folders = []estate.Folder{{Kind: "Em", Sync: "S"}}
		r.SyncState = 4 + p.random.IntN(200)
		r.ToClient, r.FromClient = int64(240+p.random.IntN(9000)), int64(600+p.random.IntN(900))
	case "MoveItems":
		r.EAS = 3 // success ([MS-ASCMD], MoveItems)
	case "Options", "SendMail", "SmartReply", "SmartForward":
		r.EAS = 0 // no status, or an empty answer, is success
	}
	for _, change := range answers {
		change(&r)
	}
	r.End = at + int64(r.Took)
	p.requests = append(p.requests, r)
	return &p.requests[len(p.requests)-1]
}

// fails has Exchange fail the request: with a status behind HTTP 200 for clients of
// protocol 14.0 and later, where there is one. Exchange 2013 and later hold many such
// answers back for 20 seconds (ErrorResponseDelay in its web.config).
func (p *phone) fails(text string, http, eas int) answer {
	return func(r *estate.Request) {
		r.Error, r.EAS = text, 0
		if eas > 0 {
			r.EAS = eas
		} else {
			r.Front.Status = http
		}
		if p.layout.Exchange.TwoSided() && p.random.IntN(2) == 0 {
			r.Took = 20_000 + p.random.IntN(40)
		}
	}
}

// status sets the status of the command, behind HTTP 200.
func status(n int) answer { return func(r *estate.Request) { r.EAS = n } }

// access sets the access state (As:).
func access(state string) answer { return func(r *estate.Request) { r.Access = state } }

// refused has the first server refuse the request: nobody is authenticated, and there is
// no Log=.
func refused(status, sub int, win32 int64) answer {
	return func(r *estate.Request) {
		r.Front, r.Refused, r.Anonymous = estate.HTTP{Status: status, Sub: sub, Win32: win32}, true, true
		r.EAS, r.Error, r.Folders, r.Heartbeat, r.Took, r.ToClient = 0, "", nil, 0, 3+r.Took%40, 1293
	}
}

// took sets how long the request took, in milliseconds.
func took(ms int) answer { return func(r *estate.Request) { r.Took = ms } }

// folder has the Sync say how it synchronizes: F first, S subsequent, R recovery, I invalid.
func folder(sync string) answer {
	return func(r *estate.Request) { r.Folders = []estate.Folder{{Kind: "Em", Sync: sync}} }
}

// every calls do for each begin from a time until another, an interval apart that varies
// by some percent.
func (p *phone) every(from, to, interval int64, vary int, do func(at int64)) {
	for at := from; at < to; {
		do(at)
		step := interval
		if vary > 0 {
			step += interval * int64(p.random.IntN(2*vary+1)-vary) / 100
		}
		at += max(step, 50)
	}
}

// eachDay calls do with the midnight of each day.
func (m *maker) eachDay(do func(midnight int64)) {
	for i := range m.days {
		do(m.start + int64(i)*day)
	}
}

// at is a time of a day between two hours.
func (m *maker) at(midnight int64, from, to int) int64 {
	return midnight + int64(from)*hour + m.random.Int64N(int64(to-from)*hour)
}
