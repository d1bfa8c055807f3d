package incident

import (
	"github.com/easreport/easreport/internal/estate"
)

// slower has requests that do not wait take longer.
func slower(r *estate.Request, times, more int) {
	if r.Heartbeat == 0 && r.Command != "Ping" {
		took := r.Took*times + more
		r.End += int64(took - r.Took)
		r.Took = took
	}
}

// on changes the requests that end in a time of each day.
func (m *maker) on(from, to int, change func(r *estate.Request)) {
	for i := range m.requests {
		if r := &m.requests[i]; int64(from)*hour <= r.End%day && r.End%day < int64(to)*hour {
			change(r)
		}
	}
}

// exception has the server fail a request.
func exception(r *estate.Request) {
	r.Front, r.EAS, r.Error, r.Heartbeat, r.Took = estate.HTTP{Status: 500}, 0, "HttpLayerFailure", 0, 60
}

// atSecond reports whether the second server has a request, or the second database if mailboxes
// have servers of their own.
func (m *maker) atSecond(r *estate.Request) bool {
	if m.layout.Exchange.TwoSided() {
		return r.Device.Mailbox == 1
	}
	return r.Server == 2
}

// pastScenes show in comparison with the days before: "baseline vs incident" (Exchange team
// blog, 31 January 2012).
var pastScenes = []Scene{
	{
		Name: "all servers are slow for a working day", Source: blog + " (long-running commands)", Past: true, Words: `(?i)slow`, Texts: []string{`(?i)server|EX0|CAS0|10\.0\.1\.1`},
		happen: func(m *maker) {
			m.during("08:00", "18:00", func(_ int, r *estate.Request) { slower(r, 20, 2500) })
		},
	},
	{
		Name: "a backup slows all servers each night", Source: "the same, and usual", Past: true, Nothing: true,
		happen: func(m *maker) { m.on(1, 4, func(r *estate.Request) { slower(r, 20, 2500) }) },
	},
	{
		Name: "a server fails one request in fourteen", Source: "HTTP 500", Past: true, Words: `(?i)fail|error`, Texts: []string{`EX02|CAS02|10\.0\.1\.12`},
		happen: func(m *maker) {
			m.during("08:00", "20:00", func(_ int, r *estate.Request) {
				if m.atSecond(r) && m.random.IntN(14) == 0 {
					exception(r)
				}
			})
		},
	},
	{
		Name: "a server fails a little more than usual", Source: "the same, and within reason", Past: true, Nothing: true, seen: seen{front: true},
		happen: func(m *maker) {
			m.during("08:00", "20:00", func(_ int, r *estate.Request) {
				if m.atSecond(r) && m.random.IntN(200) == 0 {
					exception(r)
				}
			})
		},
	},
	{
		Name: "all phones send four times as much", Source: blog + " (baseline and incident)", Past: true, Words: `(?i)estate|busier|request|usual`, Texts: []string{`(?i)usual|before`}, seen: seen{front: true},
		happen: func(m *maker) { m.busier("07:00", "21:00", 90*second, func(*estate.Request) {}) },
	},
	{
		Name: "a busy day", Source: "the same, and within reason", Past: true, Nothing: true, seen: seen{front: true},
		happen: func(m *maker) { m.busier("09:00", "17:00", 12*minute, func(*estate.Request) {}) },
	},
	{
		Name: "phones of all kinds fail for all kinds of reasons", Source: blog + " (baseline and incident)", Past: true, Words: `(?i)fail`, Texts: []string{`(?i)usual|before`},
		happen: func(m *maker) {
			m.during("06:00", "22:00", func(i int, r *estate.Request) {
				p := phone{maker: m, Device: r.Device, login: r.Login}
				if r.Heartbeat == 0 && m.random.IntN(5) == 0 {
					f := [...]struct {
						text      string
						http, eas int
					}{{"SyncStateNotFound", 500, 132}, {"AccessDenied", 403, 130}, {"PolicyRefresh", 449, 143}, {"CorruptSyncState%5F3%5F2", 500, 134}, {"InvalidWBXML", 400, 102}}[m.random.IntN(5)]
					p.fails(f.text, f.http, f.eas)(r)
				}
			})
		},
	},
}

// doorScenes are about the way to the servers.
var doorScenes = []Scene{
	{
		Name: "a front end is dead for those who use it", Source: "Exchange documentation, load balancing and Managed Availability", bound: true, seen: seen{door: true},
		Words: `(?i)front|server|dead|vanish|silent|gone`, Texts: []string{`EX03|CAS03|10\.0\.1\.13`},
		happen: func(m *maker) {
			m.during("10:00", "15:00", func(_ int, r *estate.Request) {
				if r.Server == 3 {
					r.End = 0 // nobody logs it
				}
			})
		},
	},
	{
		Name: "a front end is taken out for an update", Source: "the same: its phones use others", bound: true, Nothing: true, seen: seen{front: true},
		happen: func(m *maker) {
			m.during("10:00", "15:00", func(_ int, r *estate.Request) {
				if r.Server == 3 {
					r.Server = [...]int{1, 2, 4}[m.random.IntN(3)]
				}
			})
		},
	},
	{
		Name: "the balancer spreads the requests of a phone", Source: blog + ", MissingCscCacheEntry", seen: seen{only: estate.Exchange2010},
		Words: `(?i)affinity|balancer`, Texts: []string{`MissingCscCacheEntry|441`},
		happen: func(m *maker) {
			m.during("00:00", "23:59", func(_ int, r *estate.Request) {
				if r.Heartbeat == 0 && m.random.IntN(12) == 0 {
					r.Front.Status, r.EAS, r.Error = 441, 0, "MissingCscCacheEntry"
				}
			})
		},
	},
	{
		Name: "monitoring fails", Source: "Managed Availability, ActiveSync.Proxy probe", Words: `(?i)probe|monitor`, Texts: []string{`(?i)HealthMailbox`},
		happen: func(m *maker) { m.probes(60) },
	},
	{
		Name: "monitoring fails now and then", Source: "the same, and within reason", Nothing: true, seen: seen{front: true},
		happen: func(m *maker) { m.probes(5) },
	},
	{
		Name: "protocol below 16.1", Source: "Exchange team blog, 15 December 2025; message center MC1197103", seen: seen{only: estate.Exchange2016},
		Words: `(?i)protocol|version|16\.1`, Texts: []string{`16\.1`}, Note: true,
		happen: func(*maker) {},
	},
}

// probes adds the requests of Exchange's own monitoring, of which some percent fail.
func (m *maker) probes(failing int) {
	health := (&estate.Person{Domain: "CONTOSO", Account: "HealthMailbox83d6781", UPN: "HealthMailbox83d6781be36b4bbf8893b03c2ee379ab@contoso.com"}).Login()
	d := &estate.Device{ID: "EASProbeDeviceId141", Type: "EASProbeDeviceType", Agent: "AMProbe/Local/ClientAccess", Version: 141, Address: "127.0.0.1"}
	for at := m.start + minute; at < m.start+int64(m.days)*day; at += 5 * minute {
		r := estate.Request{Device: d, Login: health, Command: "FolderSync", End: at, EAS: 1, Took: 40, Server: 1}
		if m.random.IntN(100) < failing {
			r.EAS, r.Error = 111, "ADTransient"
		}
		m.requests = append(m.requests, r)
	}
}
