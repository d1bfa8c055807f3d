package assemble

import (
	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// visit is what a device did on the day, as far as it says whose device it is.
type visit struct {
	hours   uint32 // with requests, as bits
	hits    int64
	servers report.Tally[lake.Word]
	version int32 // the highest
}

// see notes a request in an hour of the day.
func (v *visit) see(b *activity.Batch, i, hour int) {
	v.hours |= 1 << hour
	v.hits += b.Hits[i]
	if b.Server[i] != 0 {
		v.servers.Add(b.Server[i], b.Hits[i])
	}
	v.version = max(v.version, int32(b.ProtocolVersion[i]))
}

// homePercent is the share of a device's requests that its home server has.
const homePercent = 80

// leave counts the device that was seen last, if any, where it is at home.
func (p *places) leave() {
	v := &p.visit
	for _, c := range v.servers {
		if c.N*100 < homePercent*v.hits {
			continue
		}
		home := p.servers.value(c.Key)
		for hour := range home.hours {
			home.hours[hour].home += int64(v.hours >> hour & 1)
		}
	}
	if v.version > 0 {
		p.versions.Add(v.version, 1)
	}
	*v = visit{servers: v.servers[:0]}
}

// generation counts who logged a request that was served.
func (p *places) generation(b *activity.Batch, i int) {
	const ok = 200
	if b.Status[i] != ok || b.Command[i] == 0 {
		return
	}
	if b.HasLog[i] == 1 && p.words.Text(b.Side[i]) == activesync.FrontEnd.String() {
		p.oneRow += b.Hits[i]
		return
	}
	p.twoRows += b.Hits[i]
}

// probe counts a request of a monitoring probe.
func (p *places) probe(b *activity.Batch, i int) {
	account := p.account(b, i)
	if _, known := p.probeHits[account]; !known && len(p.probeHits) == maxPlaces {
		return
	}
	p.probeHits[account] += b.Hits[i]
	if p.observe(b, i); !p.one.failed {
		return
	}
	t := p.probed.value(account)
	t.hits += b.Hits[i]
	t.first, t.last = firstOf(t.first, p.one.first), max(t.last, p.one.last)
	if len(t.outcomes) < maxOutcomes {
		answer := p.answers.Of(b, i)
		answer.Command = p.words.Text(b.Command[i])
		t.outcomes.Add(p.words.Of(report.OutcomeOf(answer, canonicalErrors(p.words.Text(b.Error[i])))), b.Hits[i])
	}
}
