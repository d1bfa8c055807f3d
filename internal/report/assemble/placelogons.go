package assemble

import (
	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// addressSums are the sums of an address, a network or a user agent, accountSums those of an
// account.
type addressSums struct {
	hits, refused, challenged int64

	tried, gotIn wordSet // accounts
	from         wordSet // addresses with refused logons
	devices      wordSet // ids that were challenged
	unproven     int64   // requests that are nobody's, under a device id
	ids          wordSet // of these
	since, until int64   // likewise
	agents       report.Tally[lake.Word]
	first, last  int64 // of the refused ones
	began, ended int64 // of the challenged ones
}

type accountSums struct {
	refused     int64
	elsewhere   int64
	locked      int64
	devices     wordSet
	from, away  report.Tally[lake.Word] // addresses: of all, and of elsewhere
	first, last int64
}

// account is the word of the account that a request names.
func (p *places) account(b *activity.Batch, i int) lake.Word {
	name := b.CSUsername[i]
	if name == 0 {
		name = b.QueryUser[i]
	}
	if name == 0 {
		return 0
	}
	account, known := p.accountOf[name]
	if !known {
		account = p.words.Of(activesync.Account(p.words.Text(name)))
		p.accountOf[name] = account
	}
	return account
}

// logon counts whose password was refused, and from where.
func (p *places) logon(b *activity.Batch, i int) {
	refused := p.one.refused
	account, address, hits := p.account(b, i), b.ClientAddress[i], b.Hits[i]
	if address != 0 {
		p.addresses.value(address).add(&p.one, b, i, account)
	}
	if network := p.network(address); network != 0 {
		p.sources.value(network).add(&p.one, b, i, account)
	}
	if b.UserAgent[i] != 0 {
		p.senders.value(b.UserAgent[i]).add(&p.one, b, i, account)
	}
	if !refused || account == 0 {
		return
	}
	a := p.accounts.value(account)
	a.refused += hits
	if p.one.unproven {
		a.elsewhere += hits
		if len(a.away) < maxTried {
			a.away.Add(address, hits)
		}
	}
	a.locked += countIf(b.Win32Status[i] == activesync.LockedOut, hits)
	if len(a.from) < maxTried {
		a.from.Add(address, hits)
	}
	a.first, a.last = firstOf(a.first, b.FirstTime[i]), max(a.last, b.LastTime[i])
	noteWord(&a.devices, b.DeviceID[i])
}

// add counts a request.
func (a *addressSums) add(one *observed, b *activity.Batch, i int, account lake.Word) {
	hits := b.Hits[i]
	a.hits += hits
	if one.unproven {
		a.unproven += hits
		noteWord(&a.ids, b.DeviceID[i])
		a.since, a.until = firstOf(a.since, b.FirstTime[i]), max(a.until, b.LastTime[i])
	}
	switch status := b.Status[i]; {
	case one.refused:
		a.refused += hits
		if len(a.agents) < maxOutcomes {
			a.agents.Add(b.UserAgent[i], hits)
		}
		a.first, a.last = firstOf(a.first, b.FirstTime[i]), max(a.last, b.LastTime[i])
		noteWord(&a.tried, account)
		noteWord(&a.from, b.ClientAddress[i])
	case status == 401 && !one.failed:
		a.challenged += hits
		a.began, a.ended = firstOf(a.began, b.FirstTime[i]), max(a.ended, b.LastTime[i])
		noteWord(&a.devices, b.DeviceID[i])
	case status >= 200 && status < 400:
		noteWord(&a.gotIn, account)
	}
}

// noteWord adds a word to a set that does not grow without bounds: when there are more than
// maxTried, it is only known that there are.
func noteWord(set *wordSet, w lake.Word) {
	if set.sorted <= maxTried {
		set.add(w)
	}
}

func (a *addressSums) merge(o *addressSums) {
	a.hits += o.hits
	a.refused += o.refused
	a.challenged += o.challenged
	a.unproven += o.unproven
	a.since, a.until = firstOf(a.since, o.since), max(a.until, o.until)
	for _, sets := range [][2]*wordSet{{&a.ids, &o.ids}, {&a.tried, &o.tried}, {&a.gotIn, &o.gotIn}, {&a.from, &o.from}, {&a.devices, &o.devices}} {
		for _, w := range sets[1].compact() {
			noteWord(sets[0], w)
		}
	}
	a.agents.Merge(o.agents)
	a.first, a.last = firstOf(a.first, o.first), max(a.last, o.last)
	a.began, a.ended = firstOf(a.began, o.began), max(a.ended, o.ended)
}

func (a *accountSums) merge(o *accountSums) {
	a.refused += o.refused
	a.elsewhere += o.elsewhere
	a.locked += o.locked
	for _, w := range o.devices.compact() {
		noteWord(&a.devices, w)
	}
	a.from.Merge(o.from)
	a.away.Merge(o.away)
	a.first, a.last = firstOf(a.first, o.first), max(a.last, o.last)
}
