package incident

import (
	"fmt"
	"slices"

	"github.com/easreport/easreport/internal/estate"
)

// Scene is trouble of many devices, which a report should tell once.
type Scene struct {
	Name, Source string
	// Words is a regular expression: the name or title of what is found matches it. Texts
	// are expressions that what is found says: whose trouble it is, and how much.
	Words string
	Texts []string
	// Note is set where a note is enough, and a warning too much. Nothing is set where all
	// is well, though it may not look so.
	Note, Nothing bool
	// Past is set where it shows in comparison with the days before.
	Past bool

	seen
	// bound has the load balancer keep each phone on one server.
	bound bool
	// happen changes the requests of the estate, or adds some.
	happen func(m *maker)
}

// Scenes are the troubles that a corpus can have in a layout.
func Scenes(l Layout) (fit []Scene) {
	for _, s := range slices.Concat(scenes, smallScenes, doorScenes, attackScenes, pastScenes) {
		if l.shows(s.seen) {
			fit = append(fit, s)
		}
	}
	return fit
}

// NewScene returns a corpus of healthy phones that a trouble comes over on the last of
// some days.
func NewScene(seed uint64, l Layout, s Scene, days, devices int) *Corpus {
	m := newMaker(seed, l, days, Noise{})
	c := &Corpus{Options: m.options(), Scene: &s, Healthy: devices}
	for range devices {
		p := m.phone()
		p.live()
	}
	home := make(map[*estate.Device]int)
	for i := range m.requests {
		r := &m.requests[i]
		if home[r.Device] == 0 || !s.bound {
			home[r.Device] = 1 + m.random.IntN(servers)
		}
		r.Server = home[r.Device]
	}
	s.happen(m)
	c.Requests = m.within()
	return c
}

// during changes the requests that end in a time of the last day.
func (m *maker) during(from, to string, change func(i int, r *estate.Request)) {
	first, last := m.clock(from), m.clock(to)
	for i := range m.requests {
		if r := &m.requests[i]; first <= r.End && r.End < last {
			change(i, r)
		}
	}
}

// clock is a time of the last day.
func (m *maker) clock(text string) int64 {
	return m.start + int64(m.days-1)*day + estate.At("2026-03-02 "+text+":00") - estate.At("2026-03-02 00:00:00")
}

// busier adds requests of all phones in a time, as phones that try again make them.
func (m *maker) busier(from, to string, interval int64, change func(r *estate.Request)) {
	known := make(map[*estate.Device]bool)
	var phones []phone
	for i := range m.requests {
		if r := &m.requests[i]; !known[r.Device] {
			known[r.Device] = true
			phones = append(phones, phone{maker: m, Device: r.Device, login: r.Login})
		}
	}
	for i := range phones {
		p := &phones[i]
		p.every(m.clock(from)+m.random.Int64N(interval), m.clock(to), interval, 40, func(at int64) {
			change(p.send(at, "Sync", func(r *estate.Request) { r.Server = 1 + p.random.IntN(servers) }))
		})
	}
}

// unavailable is what a server that cannot serve answers: Exchange 2010 has words for it,
// a later front end refuses by itself.
func (m *maker) unavailable(r *estate.Request) {
	if m.layout.Exchange.TwoSided() {
		r.Front, r.Refused = estate.HTTP{Status: 503}, true
		r.EAS, r.Error, r.Folders, r.Heartbeat, r.Took = 0, "", nil, 0, 30
		return
	}
	r.Front.Status, r.EAS, r.Error, r.Took = 503, 0, "TooManyJobsQueued", 30
}

var scenes = []Scene{
	{
		Name: "one of four servers refuses for 20 minutes", Source: "KB2469722", seen: seen{door: true},
		Words: `(?i)server|refus|overload|unavailable`, Texts: []string{`EX04|CAS04|10\.0\.1\.14`},
		happen: func(m *maker) {
			m.busier("10:00", "10:20", 2*minute, func(*estate.Request) {})
			m.during("10:00", "10:20", func(_ int, r *estate.Request) {
				if r.Server == 4 {
					m.unavailable(r)
				}
			})
		},
	},
	{
		Name: "a server fails half of its requests for an hour", Source: "HTTP 500",
		Words: `(?i)server|fail|error`, Texts: []string{`EX02|CAS02|10\.0\.1\.12`},
		happen: func(m *maker) {
			m.busier("14:00", "15:00", 5*minute, func(*estate.Request) {})
			m.during("14:00", "15:00", func(_ int, r *estate.Request) {
				at := r.Server == 2
				if m.layout.Exchange.TwoSided() {
					at = r.Device.Mailbox == 1
				}
				if at && m.random.IntN(2) == 0 {
					r.Front, r.EAS, r.Error, r.Heartbeat, r.Took = estate.HTTP{Status: 500}, 0, "HttpLayerFailure", 0, 60
				}
			})
		},
	},
	{
		Name: "a restart of three minutes", Source: "MapiExiting, 503", Words: `(?i)restart|short|briefly|server|refus`, Note: true, Texts: []string{`EX03|CAS03|10\.0\.1\.13`}, seen: seen{door: true},
		happen: func(m *maker) {
			m.busier("03:00", "03:03", minute, func(*estate.Request) {})
			m.during("03:00", "03:03", func(_ int, r *estate.Request) {
				if r.Server == 3 {
					m.unavailable(r)
				}
			})
		},
	},
	{
		Name: "a mailbox server is down", Source: ascmd + " 114", Words: `(?i)mailbox.?(server|database)|server|offline`, Texts: []string{`(?i)EX03|MBX03|CAS03`},
		happen: func(m *maker) {
			m.busier("09:00", "09:45", 4*minute, func(*estate.Request) {})
			m.during("09:00", "09:45", func(_ int, r *estate.Request) {
				if r.Device.Mailbox == 2 {
					r.EAS, r.Error, r.Heartbeat, r.Took = 114, "MailboxOffline", 0, 200
				}
			})
		},
	},
	{
		Name: "no domain controller", Source: win32 + " 1311", Words: `(?i)domain controller|directory|log.?on`, Texts: []string{`1311|(?i)logon server|domain controller`}, seen: seen{door: true},
		happen: func(m *maker) {
			m.busier("11:00", "11:30", 3*minute, func(*estate.Request) {})
			m.during("11:00", "11:30", func(_ int, r *estate.Request) { refused(401, 1, 1311)(r) })
		},
	},
	{
		Name: "certificates of all are refused", Source: "IIS 403.16", Words: `(?i)certificate`, Texts: []string{`403\.16|(?i)trusted`}, seen: seen{door: true},
		happen: func(m *maker) {
			m.busier("08:00", "10:00", 10*minute, func(*estate.Request) {})
			m.during("08:00", "10:00", func(_ int, r *estate.Request) { refused(403, 16, 2148204809)(r) })
		},
	},
	{
		Name: "password spray by one address", Source: "CISA AA20-301A and others", Words: `(?i)spray|brute|guess|attack|many.?(accounts|users)|address`, Texts: []string{`198\.51\.100\.66`, `\b200\b`}, seen: seen{door: true},
		happen: func(m *maker) {
			for i := range 600 {
				r := estate.Request{
					Command: "Options", Claim: fmt.Sprintf("user%03d%%40contoso.com", i%200), Address: "198.51.100.66",
					Login: (&estate.Person{Domain: "CONTOSO", Account: fmt.Sprintf("user%03d", i%200), UPN: fmt.Sprintf("user%03d@contoso.com", i%200)}).Login(),
					End:   m.clock("02:00") + int64(i)*9*second, Front: estate.HTTP{Status: 401, Sub: 1, Win32: 1326}, Refused: true, Took: 20,
				}
				m.requests = append(m.requests, r)
			}
		},
	},
	{
		Name: "one account guessed from many ids", Source: "guessing", Words: `(?i)spray|brute|guess|attack|lock|account|address`, Texts: []string{`(?i)victim|198\.51\.100\.67`}, seen: seen{door: true},
		happen: func(m *maker) {
			victim := (&estate.Person{Domain: "CONTOSO", Account: "victim", UPN: "victim@contoso.com"}).Login()
			for i := range 400 {
				d := &estate.Device{ID: fmt.Sprintf("validate%04d", i), Type: "Python", Agent: "python-requests/2.31.0", Version: 141, Address: "198.51.100.67"}
				m.requests = append(m.requests, estate.Request{
					Command: "Sync", Device: d, Login: victim, End: m.clock("01:00") + int64(i)*11*second,
					Front: estate.HTTP{Status: 401, Sub: 1, Win32: 1326}, Refused: true, Anonymous: true, Took: 20,
				})
			}
		},
	},
	{
		Name: "a slow server", Source: blog + " (long-running commands)", Words: `(?i)slow`, Texts: []string{`EX04|CAS04|10\.0\.1\.14`},
		happen: func(m *maker) {
			for i := range m.requests {
				r := &m.requests[i]
				slow := r.Server == 4
				if m.layout.Exchange.TwoSided() {
					slow = r.Device.Mailbox == 3
				}
				if slow && r.Heartbeat == 0 {
					r.Took = r.Took*40 + 4000
					r.End += int64(r.Took) * 39 / 40
				}
			}
		},
	},
	{
		Name: "a firewall cuts the heartbeats of a network", Source: "KB905013", Words: `(?i)heartbeat|cut|connection|network`, Texts: []string{`203\.0\.113`}, seen: seen{only: estate.Exchange2010},
		happen: func(m *maker) {
			m.busier("00:00", "23:59", 3*minute, func(r *estate.Request) {
				r.Command, r.Folders = "Ping", nil
				r.Front, r.EAS, r.Heartbeat, r.Took = estate.HTTP{Status: 200, Win32: 64}, 1, 900, 120_000+m.random.IntN(900)
			})
		},
	},
	{
		Name: "one version fails everywhere", Source: "KB2814847 and its like", Words: `(?i)agent|version|system`, Texts: []string{`(?i)2107|iPhone15C2`},
		happen: func(m *maker) {
			m.during("00:00", "23:59", func(_ int, r *estate.Request) {
				if r.Device.Agent == kinds[0].agent && m.random.IntN(2) == 0 && r.Command != "Ping" {
					r.EAS, r.Error = 110, "System.NullReferenceException"
				}
			})
		},
	},
}
