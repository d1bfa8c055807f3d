package incident

import (
	"fmt"

	"github.com/easreport/easreport/internal/estate"
)

const (
	spraying = "CISA AA20-301A; Microsoft, password spray investigation"
	attacked = `(?i)spray|brute|guess|attack|many.?(accounts|users)`
)

// attackScenes are about strangers who try to log on from many places or under many names,
// and about people who only look like them.
var attackScenes = []Scene{
	{
		Name: "password spray by a network", Source: spraying, Words: attacked, Texts: []string{`198\.51\.100\.0/24`, `\b300\b`}, seen: seen{door: true},
		happen: func(m *maker) { m.spray(func(i int) string { return fmt.Sprintf("198.51.100.%d", 1+i%60) }) },
	},
	{
		Name: "password spray by a network of IPv6", Source: spraying, Words: attacked, Texts: []string{`2001:db8:66:1::/64`, `\b300\b`}, seen: seen{door: true},
		happen: func(m *maker) { m.spray(func(i int) string { return fmt.Sprintf("2001:db8:66:1::%x", 1+i%60) }) },
	},
	{
		Name: "password spray by one agent from many networks", Source: spraying, Words: attacked, Texts: []string{`python-requests`, `\b300\b`}, seen: seen{door: true},
		happen: func(m *maker) { m.spray(func(i int) string { return fmt.Sprintf("198.18.%d.7", i%60) }) },
	},
	{
		Name: "users of a carrier mistype", Source: "one network address for many phones", Nothing: true, seen: seen{door: true},
		happen: func(m *maker) {
			tries := make(map[*estate.Device]int)
			for i := range m.requests {
				r := &m.requests[i]
				r.Address = fmt.Sprintf("198.51.100.%d", 1+m.random.IntN(60))
				if tries[r.Device]++; tries[r.Device] <= 1+m.random.IntN(2) {
					refused(401, 1, 1326)(r)
				}
			}
		},
	},
	{
		Name: "a flood of challenges", Source: "401.2, no credentials", Words: `(?i)flood|challenge|never log|attack`, Texts: []string{`198\.51\.100\.68`}, seen: seen{door: true},
		happen: func(m *maker) {
			for i := range 900 {
				d := &estate.Device{ID: fmt.Sprintf("scan%04d", i%450), Type: "SmartPhone", Agent: "scanner/1.0", Version: 141, Address: "198.51.100.68"}
				r := estate.Request{Command: "Sync", Device: d, End: m.clock("01:00") + int64(i)*3*second, Anonymous: true}
				refused(401, 2, 5)(&r)
				m.requests = append(m.requests, r)
			}
		},
	},
}

// spray tries each of 300 accounts twice, from addresses that take turns.
func (m *maker) spray(address func(i int) string) {
	for i := range 600 {
		account := fmt.Sprintf("user%03d", i*7%300)
		d := &estate.Device{ID: fmt.Sprintf("probe%03d", i%60), Type: "SmartPhone", Agent: "python-requests/2.31.0", Version: 141, Address: address(i)}
		m.requests = append(m.requests, estate.Request{
			Command: "Sync", Device: d, Login: (&estate.Person{Domain: "CONTOSO", Account: account, UPN: account + "@contoso.com"}).Login(),
			End: m.clock("02:00") + int64(i)*23*second, Front: estate.HTTP{Status: 401, Sub: 1, Win32: 1326}, Refused: true, Anonymous: true, Took: 20,
		})
	}
}
