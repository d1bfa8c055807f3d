package assemble

import (
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

	mailboxes report.Tally[lake.Word]
	lost      []lostRequest // that no mailbox server logged
}

// lostRequest is one that a server failed before a mailbox server saw it.
type lostRequest struct {
	quarter int64
	observed
}

// maxLost bounds them for each device: there is no more to say from then on.
const maxLost = 1 << 12

// see notes a request in an hour of the day.
func (v *visit) see(b *activity.Batch, i, hour int) {
	v.hours |= 1 << hour
	v.hits += b.Hits[i]
	if b.Server[i] != 0 {
		v.servers.Add(b.Server[i], b.Hits[i])
	}
	if b.MailboxServer[i] != 0 {
		v.mailboxes.Add(b.MailboxServer[i], b.Hits[i])
	}
	v.version = max(v.version, int32(b.ProtocolVersion[i]))
}

// homePercent is the share of a device's requests that its home server has.
const homePercent = 80

// note keeps a request that the servers failed, of which the logs do not say whose mailbox
// server it was meant for.
func (v *visit) note(one *observed, quarter int64) {
	if one.troubled && (one.kind == report.Busy || one.kind == report.ServerError) && len(v.lost) < maxLost {
		v.lost = append(v.lost, lostRequest{quarter, *one})
	}
}

// home is the one that has nearly all requests, 0 if none has.
func home(servers report.Tally[lake.Word], hits int64) lake.Word {
	for _, c := range servers {
		if c.N*100 >= homePercent*hits {
			return c.Key
		}
	}
	return 0
}

// leave counts the device that was seen last, if any, where it is at home. What a front end
// failed on its own counts at the mailbox server of the device, too: if that one is dead, the
// front ends answer for it.
func (p *places) leave() {
	v := &p.visit
	if mailbox := home(v.mailboxes, v.mailboxes.Total()); mailbox != 0 && len(v.lost) > 0 {
		place := p.mailboxes.value(mailbox)
		for i := range v.lost {
			place.add(&v.lost[i].observed, v.lost[i].quarter)
		}
	}
	if server := home(v.servers, v.hits); server != 0 {
		place := p.servers.value(server)
		for hour := range place.hours {
			place.hours[hour].home += int64(v.hours >> hour & 1)
		}
	}
	if v.version > 0 {
		p.versions.Add(v.version, 1)
	}
	*v = visit{servers: v.servers[:0], mailboxes: v.mailboxes[:0], lost: v.lost[:0]}
}

// generation counts who logged a request that was served.
func (p *places) generation(b *activity.Batch, i int) {
	const ok = 200
	if b.Status[i] != ok || b.Command[i] == 0 {
		return
	}
	if b.HasLog[i] == 1 && b.Side[i] == p.front {
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
