package estate

import (
	"fmt"
	"strconv"
	"strings"
)

// model is a kind of device. Agents are in the order of their updates.
type model struct {
	kind     string
	share    int
	agents   []string
	id       func(random) string
	versions []int
	cmdFirst bool
	waitsIn  bool // by Sync with a heartbeat
}

var models = []model{
	{
		kind: "iPhone", share: 45, agents: []string{"Apple-iPhone14C5/2007.67", "Apple-iPhone14C5/2107.102", "Apple-iPhone15C2/2107.102", "Apple-iPhone16C1/2207.100", "Apple-iPhone17C3/2301.341"},
		id: func(r random) string { return "Appl" + r.text(capitals, 12) }, versions: []int{161, 161, 160},
	},
	{
		kind: "iPad", share: 12, agents: []string{"Apple-iPad13C4/2007.67", "Apple-iPad13C4/2107.102", "Apple-iPad14C3/2207.100"},
		id: func(r random) string { return r.text(capitals, 26) }, versions: []int{161},
	},
	{
		kind: "Android", share: 15, agents: []string{"Android/13-EAS-2.0", "Android/14-EAS-2.0", "Android/15-EAS-2.0"},
		id: func(r random) string { return "android" + r.text(hexLower, 13) }, versions: []int{141, 141, 121}, cmdFirst: true,
	},
	{
		kind: "SAMSUNGSMS911B", share: 10, agents: []string{"SAMSUNG-SM-S911B/101.13", "SAMSUNG-SM-S911B/101.14"},
		id: func(r random) string { return "SEC" + r.text(hexUpper, 13) }, versions: []int{161, 141}, cmdFirst: true,
	},
	{
		kind: "WindowsMail", share: 8, agents: []string{"MSFT-WIN-4/10.0.19045", "MSFT-WIN-4/10.0.22631"},
		id: func(r random) string { return r.text(hexUpper, 32) }, versions: []int{141}, waitsIn: true,
	},
	{
		kind: "TouchDown", share: 3, agents: []string{"TouchDown(MSRPC)/7.1.0009", "TouchDown(MSRPC)/7.2.00017"},
		id: func(r random) string { return "3" + r.text(digits, 14) }, versions: []int{121, 25},
	},
	{
		kind: "NokiaE71", share: 2, agents: []string{"NokiaE71/2.09+Mail+for+Exchange+2.09.176", "NokiaE71/3.00(50)+MailforExchange+3gpp-gba"},
		id: func(r random) string { return "IMEI35" + r.text(digits, 13) }, versions: []int{25, 120}, cmdFirst: true,
	},
	{
		kind: "PocketPC", share: 2, agents: []string{"MSFT-PPC/5.1.2301", "MSFT-PPC/5.2.5082"},
		id: func(r random) string { return r.text(hexUpper, 32) }, versions: []int{25, 120}, cmdFirst: true,
	},
	{
		kind: "BlackBerry", share: 3, agents: []string{"RIM-Q10-SQN100-3/10.3.1.2576", "RIM-Q10-SQN100-3/10.3.3.3216"},
		id: func(r random) string { return "BB" + r.text(hexUpper, 8) }, versions: []int{141},
	},
}

var (
	firstNames = strings.Fields("anna ben carla david elena frank grace hugo ines jan karim laura marco nina omar paula quentin rosa stefan tara umar vera walter xenia yusuf zoe")
	lastNames  = strings.Fields("adams baker carter diaz evans fischer garcia hansen ito jansen keller lopez meyer novak olsen patel quinn rossi silva tanaka ueda vogel wagner xu young zimmer")
	domains    = []struct{ name, dns string }{{"CONTOSO", "contoso.com"}, {"FABRIKAM", "fabrikam.com"}}
)

// newestVersion is the newest protocol version that a generation speaks.
var newestVersion = map[Exchange]int{Exchange2003: 25, Exchange2007: 121, Exchange2010: 141, Exchange2013: 141, Exchange2016: 161}

// populate invents people and their devices.
func populate(seed uint64, o *Options) (people []*Person, devices []*Device) {
	r := newRandom(seed, streamPopulation)
	person := func() *Person {
		p := newPerson(r, people, o)
		people = append(people, p)
		return p
	}
	owner := person()
	for i := range o.Devices {
		if i > 0 && !r.chance(350) { // a third of all devices is somebody's second or third
			owner = person()
		}
		d := newDevice(r, o, i)
		d.Logins = []*Login{newLogin(r, owner)}
		if r.chance(o.Shared) {
			d.Logins = append(d.Logins, newLogin(r, person()))
		}
		if r.chance(o.Forgers) && len(people) > 1 {
			victim := people[r.n(len(people)-1)]
			d.Logins[0].Query = escape(victim.Account)
			d.Extra = [...]string{"", "&Log=PrxFrom:10.9.9.9_V141_S142_Error:Forged_", "&cafeReqId=forged;"}[r.n(3)]
		}
		devices = append(devices, d)
	}
	return people, devices
}

func newPerson(r random, people []*Person, o *Options) *Person {
	i := len(people)
	first, last := firstNames[r.n(len(firstNames))], lastNames[r.n(len(lastNames))]
	number := strconv.Itoa(i)
	p := &Person{Domain: domains[0].name, Account: first[:1] + last + number}
	dns := domains[0].dns
	if i > 0 && r.chance(o.Namesakes) && people[i-1].Domain == domains[0].name {
		p.Domain, p.Account, dns = domains[1].name, people[i-1].Account, domains[1].dns
	}
	p.UPN = p.Account + "@" + dns
	if r.chance(400) { // the prefix of the UPN is not the account
		p.UPN = first + "." + last + number + "@" + dns
	}
	p.SID = fmt.Sprintf("S-1-5-21-1023191730-727829927-3110000192-%d", 1100+i)
	return p
}

func newLogin(r random, p *Person) *Login {
	l := &Login{Person: p, Front: p.Qualified(), Back: p.Qualified()}
	switch n := r.n(100); {
	case n < 20:
		l.Front = p.UPN
	case n < 32:
		l.Front = p.Account
	case n < 35:
		l.Front = p.SID
	case n < 40:
		l.Front, l.Back = p.UPN, p.UPN
	}
	switch n := r.n(100); {
	case n < 40:
		l.Query = escape(p.Account)
	case n < 60:
		l.Query = escape(p.UPN) // user%40dns
	case n < 70:
		l.Query = p.UPN
	case n < 90:
		l.Query = escape(p.Qualified()) // domain%5Cname
	default:
		l.Query = p.Qualified()
	}
	return l
}

func newDevice(r random, o *Options, i int) *Device {
	m := &models[0]
	total := 0
	for j := range models {
		total += models[j].share
	}
	for j, n := 0, r.n(total); j < len(models); j++ {
		if n -= models[j].share; n < 0 {
			m = &models[j]
			break
		}
	}
	agent := r.n(len(m.agents))
	d := &Device{
		ID: m.id(r), Type: m.kind, Agent: m.agents[agent], CmdFirst: m.cmdFirst,
		Version:   min(m.versions[r.n(len(m.versions))], newestVersion[o.Exchange]),
		Address:   fmt.Sprintf("203.0.%d.%d", 113+i/250%120, 1+i%250),
		Mailbox:   r.n(o.Backs),
		policyKey: uint32(r.uint64()>>33) | 1,
		syncKey:   uint32(r.n(1 << 20)),
		rate:      16,
	}
	if len(o.Versions) > 0 {
		d.Version = o.Versions[r.n(len(o.Versions))]
	}
	d.HeartbeatIn = m.waitsIn && d.Version >= 121 // a Sync with a heartbeat came with 12.1
	if update, at := r.chance(o.Updates), o.Start+int64(r.n(o.Hours*3600))*1000; update {
		d.NewAgent, d.UpdatedAt = m.agents[(agent+1)%len(m.agents)], at
	}
	if weight := r.size(4, 64); !o.Even {
		d.rate = weight
	}
	if ill, kind := r.chance(o.Ill), r.n(int(illnesses)-1); ill {
		d.ill = illness(kind + 1)
	}
	return d
}
