package finding

import (
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// How devices must be gone for their server to be told.
const (
	goneParts = 10 // 1 in 10 of them may be seen
	peerParts = 2  // 1 in 2 of those of other servers must be
)

// gone finds servers whose devices vanish for an hour or longer while those of others go on:
// a balancer keeps a device on one server, and that one serves nobody.
func (j *estateJudge) gone() {
	peers := make(map[time.Time]int64) // devices at home at any server
	for i := range j.places.Servers {
		for _, h := range j.places.Servers[i].Hours {
			peers[h.Start] += h.Home
		}
	}
	for i := range j.places.Servers {
		p := &j.places.Servers[i]
		own := make(map[time.Time]report.ServerHour, len(p.Hours))
		for _, h := range p.Hours {
			own[h.Start] = h
		}
		for _, before := range p.Hours {
			missing := func(at time.Time) bool {
				h := own[at]
				there, were := peers[at]-h.Home, peers[before.Start]-before.Home
				return sameDay(at, before.Start) && h.Home*goneParts <= before.Home && h.Hits*goneParts <= before.Hits && there > 0 && there*peerParts >= were
			}
			first := before.Start.Add(time.Hour)
			end := first
			for before.Home >= j.limits.HomeDevices && missing(end) {
				end = end.Add(time.Hour)
			}
			if end.After(first) {
				j.tellGone(p, before.Home, first, end)
			}
		}
	}
}

// sameDay reports whether two times are on one UTC day: where devices are at home is known
// by the day.
func sameDay(a, b time.Time) bool {
	return a.Truncate(24 * time.Hour).Equal(b.Truncate(24 * time.Hour))
}

func (j *estateJudge) tellGone(p *report.Place, devices int64, first, end time.Time) {
	s := &Subject{Zone: j.zone}
	who := About{AboutServer, p.Name}
	e := evidence{first: first, last: end.Add(-time.Second)}
	e.add("%s logged next to nothing %s, and of the %s devices that use it hardly any was seen anywhere; those of its peers went on.", who.subject(), s.from(first, end), number(devices))
	severity := Warning
	switch {
	case j.machineWorked(p.Name, first, end):
		e.add("The mailboxes on the same machine were served by its peers all the time.")
	case !p.Hours[len(p.Hours)-1].Start.Before(end):
		e.add("It came back afterwards. A log that is cut in pieces may lack one.")
	default:
		severity = Info // as likely the newest part of its log has not come yet
		e.add("It has logged nothing since: either it serves nobody, or its log is missing.")
	}
	j.addShared(ruleOf(sharedRules(), "server-gone"), severity, who, e, 0, Trouble{})
	j.found[len(j.found)-1].Devices = devices
}

// machineWorked reports whether the mailbox server of a machine worked in a time, so that
// its logs are there.
func (j *estateJudge) machineWorked(server string, first, end time.Time) bool {
	for i := range j.places.Mailboxes {
		m := &j.places.Mailboxes[i]
		host, _, _ := strings.Cut(m.Name, ".")
		if !strings.EqualFold(host, server) {
			continue
		}
		return slices.ContainsFunc(m.Hours, func(h report.ServerHour) bool { return h.Hits > 0 && !h.Start.Before(first) && h.Start.Before(end) })
	}
	return false
}
