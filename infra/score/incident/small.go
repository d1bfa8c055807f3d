package incident

import "github.com/easreport/easreport/internal/estate"

// smallScenes are troubles of servers that no quarter of an hour shows by itself, or whose
// place is easily mistaken.
var smallScenes = []Scene{
	{
		Name: "no domain controller, behind a balancer", Source: win32 + " 1311; source address translation", seen: seen{door: true},
		Words: `(?i)domain controller|log.?on`, Texts: []string{`"kind":"estate"`},
		happen: func(m *maker) {
			for i := range m.requests {
				m.requests[i].Device.Address = "10.1.1.4"
			}
			m.busier("11:00", "11:30", 3*minute, func(*estate.Request) {})
			m.during("11:00", "11:30", func(_ int, r *estate.Request) { refused(401, 1, 1311)(r) })
		},
	},
	{
		Name: "a back end is dead, and the front ends say so", Source: "HTTP 503 of the proxy module", seen: seen{only: estate.Exchange2016, both: true},
		Words: `(?i)server|refus`, Texts: []string{`(?i)EX02`},
		happen: func(m *maker) {
			m.busier("13:00", "14:00", 4*minute, func(*estate.Request) {})
			m.during("13:00", "14:00", func(_ int, r *estate.Request) {
				if r.Device.Mailbox == 1 {
					m.unavailable(r)
				}
			})
		},
	},
	{
		Name: "the Syncs of one version fail without a text", Source: ascmd + " Sync 8; KB2814847 and its like", Words: `(?i)agent|version|system|kind of device`, Texts: []string{`(?i)2107|iPhone15C2`},
		happen: func(m *maker) {
			m.during("06:00", "20:00", func(_ int, r *estate.Request) {
				if r.Device.Agent == kinds[0].agent && r.Command == "Sync" && r.Heartbeat == 0 && m.random.IntN(3) > 0 {
					r.EAS = 8
				}
			})
		},
	},
	{
		Name: "a server fails one request in fifteen, and nothing is known of the days before", Source: "HTTP 500", Words: `(?i)fail|error`, Texts: []string{`EX02|CAS02|10\.0\.1\.12`},
		happen: func(m *maker) {
			m.during("00:00", "23:59", func(_ int, r *estate.Request) {
				if m.atSecond(r) && m.random.IntN(15) == 0 {
					exception(r)
				}
			})
		},
	},
	{
		Name: "a server is slow for four hours", Source: blog + " (long-running commands)", Words: `(?i)slow`, Texts: []string{`EX02|CAS02|10\.0\.1\.12`},
		happen: func(m *maker) {
			m.during("09:00", "13:00", func(_ int, r *estate.Request) {
				if m.atSecond(r) {
					slower(r, 20, 2500)
				}
			})
		},
	},
}
