package finding

import (
	"fmt"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// affinity finds an estate whose load balancer does not keep devices on one server, which
// Exchange 2010 needs. It happens all day, now and then to everybody, and is told once.
func (j *estateJudge) affinity() {
	const percentOfRequests = 1
	span := &j.places.All.Span
	x := &span.Kinds[report.Affinity]
	if x.Devices < j.limits.SharedDevices || x.Devices*100 < j.limits.SharedPercent*span.Devices || (x.Hits-x.Largest)*100 < percentOfRequests*(span.Hits-x.Largest) {
		return
	}
	s := &Subject{Zone: j.zone}
	e := evidence{first: x.First, last: x.Last}
	e.add("The load balancer does not keep devices on one server: %s of %s requests of %s devices met a server that did not know their session, %s%s.",
		number(x.Hits), number(span.Hits), number(x.Devices), s.from(x.First, x.Last), answered(x.Outcomes))
	j.addShared(ruleOf(sharedRules(), "balancer-affinity"), Warning, About{Kind: AboutEstate}, e, x.Hits, Trouble{From: x.First, To: x.Last.Add(time.Second), kind: 1 << report.Affinity})
	j.found[len(j.found)-1].Devices = x.Devices
}

// probes finds monitoring probes that mostly fail. Where a server is told already, that is
// why they fail.
func (j *estateJudge) probes() {
	var failing []string
	var hits, failed int64
	var outcomes report.Tally[string]
	e := evidence{}
	for i := range j.places.Probes {
		p := &j.places.Probes[i]
		if p.Hits < j.limits.ProbeRequests || 2*p.Failed < p.Hits {
			continue
		}
		failing = append(failing, p.Name)
		hits, failed = hits+p.Hits, failed+p.Failed
		outcomes.Merge(p.Outcomes)
		e.during(p.First, p.Last)
	}
	if len(failing) == 0 {
		return
	}
	s := &Subject{Zone: j.zone}
	e.add("Exchange's own monitoring fails: %s of %s requests of %s, %s%s.", number(failed), number(hits), names(failing), s.from(e.first, e.last), answered(outcomes))
	for i := range j.found {
		if f := &j.found[i]; f.Severity == Critical && f.First.Before(e.last) && f.Last.After(e.first) {
			f.Also = append(f.Also, "Monitoring fails: "+e.sentences[0])
			return
		}
	}
	j.addShared(ruleOf(sharedRules(), "probes-failing"), Warning, About{AboutProbe, names(failing)}, e, failed, Trouble{})
}

// neededVersion is the protocol below which Exchange Online refuses devices since 1 March
// 2026 (Exchange team blog, 15 December 2025; message center MC1197103), times ten.
const neededVersion = 161

// leastModern is the first protocol version that Exchange 2016 brought, times ten.
const leastModern = 160

// protocol notes how many devices Exchange Online would refuse. Of servers that cannot speak
// it themselves nothing follows about the phones.
func (j *estateJudge) protocol() {
	var old report.Tally[string]
	var all int64
	modern := false
	for _, c := range j.places.Versions {
		all += c.N
		modern = modern || c.Key >= leastModern
		if c.Key < neededVersion {
			old.Add(fmt.Sprintf("%d.%d", c.Key/10, c.Key%10), c.N)
		}
	}
	if old.Total() == 0 || j.exchange == Exchange2010 {
		return
	}
	var e evidence
	e.add("%s of %s devices speak ActiveSync below 16.1, by version: %s.", number(old.Total()), number(all), list(old, 4))
	if !modern {
		e.add("None speaks 16.0 or later here: these servers may not offer it, so the phones may be able to.")
	}
	j.addShared(ruleOf(sharedRules(), "old-protocol"), Info, About{Kind: AboutEstate}, e, 0, Trouble{})
	j.found[len(j.found)-1].Devices = old.Total()
}
