package assemble

import (
	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
)

// addressSums are the sums of an address, accountSums those of an account.
type addressSums struct {
	hits, refused int64
	tried, gotIn  wordSet // accounts
	agents        report.Tally[lake.Word]
	first, last   int64
}

type accountSums struct {
	refused     int64
	devices     wordSet
	from        report.Tally[lake.Word]
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
		a := p.addresses.value(address)
		a.hits += hits
		switch {
		case refused:
			a.refused += hits
			a.agents.Add(b.UserAgent[i], hits)
			a.first, a.last = firstOf(a.first, b.FirstTime[i]), max(a.last, b.LastTime[i])
			noteWord(&a.tried, account)
		case b.Status[i] >= 200 && b.Status[i] < 400:
			noteWord(&a.gotIn, account)
		}
	}
	if !refused || account == 0 {
		return
	}
	a := p.accounts.value(account)
	a.refused += hits
	a.from.Add(address, hits)
	a.first, a.last = firstOf(a.first, b.FirstTime[i]), max(a.last, b.LastTime[i])
	noteWord(&a.devices, b.DeviceID[i])
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
	for _, w := range o.tried.compact() {
		noteWord(&a.tried, w)
	}
	for _, w := range o.gotIn.compact() {
		noteWord(&a.gotIn, w)
	}
	a.agents.Merge(o.agents)
	a.first, a.last = firstOf(a.first, o.first), max(a.last, o.last)
}

func (a *accountSums) merge(o *accountSums) {
	a.refused += o.refused
	for _, w := range o.devices.compact() {
		noteWord(&a.devices, w)
	}
	a.from.Merge(o.from)
	a.first, a.last = firstOf(a.first, o.first), max(a.last, o.last)
}
