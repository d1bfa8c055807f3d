package finding

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"github.com/easreport/easreport/internal/report"
)

// leastSprayers is how many addresses, or networks of them, make a spray that is told about
// what they have in common.
const leastSprayers = 3

// sprays finds who tries the passwords of many accounts: an address, a network whose addresses
// try a few accounts each, one user agent from many networks, or many addresses that have
// nothing in common. Each attack is told once.
func (j *estateJudge) sprays() {
	var sources []spray
	for i := range j.places.Addresses {
		if a := &j.places.Addresses[i]; j.tries(a) {
			sources = append(sources, spray{a, AboutAddress})
		}
	}
	for i := range j.places.RefusedNetworks {
		n := &j.places.RefusedNetworks[i]
		if !j.tries(n) || !j.shuts(n) || n.Addresses < leastSprayers || mostlyOne(sources, n) {
			continue
		}
		sources = slices.DeleteFunc(sources, func(s spray) bool { return s.kind == AboutAddress && inNetwork(n.Name, s.Name) })
		sources = append(sources, spray{n, AboutNetwork})
	}
	for i := range j.places.RefusedAgents {
		sources = j.byAgent(sources, &j.places.RefusedAgents[i])
	}
	if places := slices.DeleteFunc(slices.Clone(sources), func(s spray) bool { return s.kind == AboutAgent }); len(places) > leastSprayers {
		j.tellMany(places)
		sources = slices.DeleteFunc(sources, func(s spray) bool { return s.kind != AboutAgent })
	}
	for i := range sources {
		j.tellSpray(sources[i])
	}
}

// spray is who tries many accounts.
type spray struct {
	*report.Address
	kind AboutKind
}

// tries reports whether many accounts were tried from there. Most of the requests, apart from
// challenges, must have been refused: behind a balancer or in an office many people share an
// address.
func (j *estateJudge) tries(a *report.Address) bool {
	most := j.limits.SprayAccounts
	return int64(a.Accounts) >= most && a.Refused >= 2*most && 2*a.Refused >= a.Hits-a.Challenged
}

// shuts reports whether most of the accounts never got in: people who mistype do in the end.
func (j *estateJudge) shuts(a *report.Address) bool {
	return int64(a.Shut) >= j.limits.SprayAccounts && 2*a.Shut >= a.Accounts
}

// mostlyOne reports whether one address of a network, which is found, is most of it.
func mostlyOne(found []spray, n *report.Address) bool {
	return slices.ContainsFunc(found, func(s spray) bool { return inNetwork(n.Name, s.Name) && 2*s.Refused >= n.Refused })
}

// byAgent puts the sources that share a user agent together, unless one of them is most of it,
// or sources that change their agents are: their spray is told already.
func (j *estateJudge) byAgent(sources []spray, agent *report.Address) []spray {
	if agent.Name == "" || !j.tries(agent) || !j.shuts(agent) || agent.Addresses < leastSprayers {
		return sources
	}
	shares := func(s spray) bool { return s.kind != AboutAgent && 2*s.Agents.Of(agent.Name) >= s.Refused }
	if slices.ContainsFunc(sources, func(s spray) bool { return shares(s) && 2*s.Refused >= agent.Refused }) {
		return sources
	}
	var told int64
	for _, s := range sources {
		if s.kind != AboutAgent && !shares(s) {
			told += s.Agents.Of(agent.Name)
		}
	}
	if 2*told >= agent.Refused {
		return sources
	}
	return append(slices.DeleteFunc(sources, shares), spray{agent, AboutAgent})
}

// tellSpray tells one source.
func (j *estateJudge) tellSpray(a spray) {
	rule, who, where := "password-spray", "Address "+quote(a.Name), "from there"
	switch a.kind {
	case AboutNetwork:
		who = fmt.Sprintf("%s addresses of network %s", number(int64(a.Addresses)), quote(a.Name))
	case AboutAgent:
		rule, who, where = "password-spray-spread", fmt.Sprintf("%s addresses with user agent %s", number(int64(a.Addresses)), quote(a.Name)), "with it"
	}
	e := evidence{first: a.First, last: a.Last}
	s := &Subject{Zone: j.zone}
	e.add("%s tried %s accounts%s; %s of %s requests were refused, %s.", who, number(int64(a.Accounts)), gotIn(a.SucceededAs), number(a.Refused), number(a.Hits), s.from(a.First, a.Last))
	severity := harm(&e, a.SucceededAs, where)
	if len(a.Agents) > 0 && a.kind != AboutAgent {
		agents := slices.Clone(a.Agents)
		for i := range agents {
			agents[i].Key = cmp.Or(agents[i].Key, "no user agent")
		}
		e.add("User agents: %s.", list(agents, 2))
	}
	j.addShared(ruleOf(sharedRules(), rule), severity, About{a.kind, a.Name}, e, a.Refused, a.trouble())
}

// tellMany tells sources that have nothing in common as one attack.
func (j *estateJudge) tellMany(sources []spray) {
	slices.SortStableFunc(sources, func(a, b spray) int { return cmp.Compare(b.Refused, a.Refused) })
	var e evidence
	var hits int64
	var successes, accounts int
	var from report.Tally[string]
	var succeeded []string
	var explained []Trouble
	for _, a := range sources {
		e.during(a.First, a.Last)
		e.hits, hits = e.hits+a.Refused, hits+a.Hits
		accounts, successes = max(accounts, a.Accounts), successes+len(a.SucceededAs)
		from.Add(a.Name, a.Refused)
		succeeded = append(succeeded, a.SucceededAs...)
		explained = append(explained, a.trouble())
	}
	slices.Sort(succeeded)
	succeeded = slices.Compact(succeeded)
	s := &Subject{Zone: j.zone}
	e.add("%d addresses tried up to %s accounts each%s; %s of %s requests were refused, %s.", len(sources), number(int64(accounts)), gotIn(succeeded), number(e.hits), number(hits), s.from(e.first, e.last))
	severity := harm(&e, succeeded, "from there")
	e.add("Most were refused from %s.", list(from, 5))
	j.addShared(ruleOf(sharedRules(), "password-spray-spread"), severity, About{Kind: AboutEstate}, e, e.hits, explained...)
}

// harm is how severe an attack is: critical if somebody got in.
func harm(e *evidence, accounts []string, where string) Severity {
	if len(accounts) == 0 {
		e.add("None of these accounts got in %s.", where)
		return Warning
	}
	return Critical
}

// gotIn says as whom somebody got in, in the sentence that says what was tried.
func gotIn(accounts []string) string {
	if len(accounts) == 0 {
		return ""
	}
	return " and got in as " + names(slices.Clone(accounts))
}

// trouble is what a spray explains of devices.
func (a *spray) trouble() Trouble {
	if a.kind == AboutAgent {
		return Trouble{agent: a.Name}
	}
	return Trouble{address: a.Name}
}

// inNetwork reports whether an address is a network's, or the same.
func inNetwork(network, address string) bool {
	if network == address {
		return true
	}
	prefix, err := netip.ParsePrefix(network)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(address)
	return err == nil && prefix.Contains(ip.Unmap().WithZone(""))
}

// floods finds addresses from which come challenged requests of many devices, none of which
// ever logs on.
func (j *estateJudge) floods() {
	for i := range j.places.Challenged {
		a := &j.places.Challenged[i]
		if int64(a.Devices) < j.limits.FloodDevices {
			continue
		}
		e := evidence{first: a.First, last: a.Last}
		s := &Subject{Zone: j.zone}
		e.add("Address %s sent %s requests under %s device ids, %s. All were answered with a challenge (HTTP 401), and none logged on.",
			quote(a.Name), number(a.Challenged), number(int64(a.Devices)), s.from(a.First, a.Last))
		j.addShared(ruleOf(sharedRules(), "challenge-flood"), Warning, About{AboutAddress, a.Name}, e, a.Challenged, Trouble{address: a.Name, challenges: true})
	}
}

// accounts finds accounts whose password is guessed: by ever new device ids, or without one.
func (j *estateJudge) accounts() {
	t := j.limits
	for i := range j.places.Accounts {
		a := &j.places.Accounts[i]
		if a.Refused < t.GuessLogons || int64(a.Devices) < t.GuessDevices || j.toldFrom(a.From) {
			continue
		}
		rule := ruleOf(sharedRules(), "password-guessing")
		e := evidence{first: a.First, last: a.Last}
		s := &Subject{Zone: j.zone}
		from := "address " + quote(a.From)
		if a.Addresses > 1 {
			from = fmt.Sprintf("%d addresses, most often %s", a.Addresses, quote(a.From))
		}
		e.add("The password of %s was refused %s, by %s device ids, from %s, %s.", quote(a.Name), times(a.Refused), number(int64(a.Devices)), from, s.from(a.First, a.Last))
		j.addShared(rule, Warning, About{AboutAccount, a.Name}, e, a.Refused, Trouble{address: a.From, account: a.Name})
	}
}

// elsewhere finds accounts whose password was refused under the id of the user's phone, away
// from it. It explains nothing of devices, for whom these requests don't count.
func (j *estateJudge) elsewhere() {
	for i := range j.places.Accounts {
		a := &j.places.Accounts[i]
		if a.Elsewhere < j.limits.WrongPassword*days(a.First, a.Last) || j.toldFrom(a.ElsewhereFrom) {
			continue
		}
		s := &Subject{Zone: j.zone}
		e := evidence{first: a.First, last: a.Last}
		e.add("The password of %s was refused %s away from the user's phone, most often from address %s, %s: 0 of %s authenticated.",
			quote(a.Name), times(a.Elsewhere), quote(a.ElsewhereFrom), s.from(a.First, a.Last), number(a.Elsewhere))
		if a.Locked > 0 {
			e.add("The account was locked out: %s of all refused logons met that.", number(a.Locked))
		}
		j.addShared(ruleOf(sharedRules(), "refused-elsewhere"), Warning, About{AboutAccount, a.Name}, e, a.Elsewhere)
	}
}

// toldFrom reports whether something was found about an address, or its network.
func (j *estateJudge) toldFrom(address string) bool {
	return slices.ContainsFunc(j.found, func(s Shared) bool {
		return slices.ContainsFunc(s.troubles, func(x Trouble) bool { return x.address != "" && inNetwork(x.address, address) })
	})
}

// unproven finds addresses that use the ids of devices and never log on.
func (j *estateJudge) unproven() {
	for i := range j.places.Unproven {
		a := &j.places.Unproven[i]
		refused := slices.ContainsFunc(j.places.Accounts, func(x report.Account) bool { return x.ElsewhereFrom == a.Name && 2*x.Elsewhere >= a.Hits })
		if a.Hits < j.limits.GuessLogons || refused || j.toldFrom(a.Name) {
			continue
		}
		s := &Subject{Zone: j.zone}
		e := evidence{first: a.First, last: a.Last}
		ids := "a device id"
		if a.IDs > 1 {
			ids = number(int64(a.IDs)) + " device ids"
		}
		e.add("Address %s sent %s requests under %s, %s: 0 of %s authenticated. They don't count for the users of these devices.",
			quote(a.Name), number(a.Hits), ids, s.from(a.First, a.Last), number(a.Hits))
		j.addShared(ruleOf(sharedRules(), "unproven-address"), Warning, About{AboutAddress, a.Name}, e, a.Hits, Trouble{address: a.Name, challenges: true})
	}
}

func (j *estateJudge) addShared(rule *Rule, severity Severity, about About, e evidence, hits int64, explained ...Trouble) {
	user := ""
	if about.Kind == AboutAccount {
		user = about.Name
	}
	f := Finding{Rule: rule, Severity: severity, What: rule.Explained(j.limits), Evidence: e.sentences, First: e.first, Last: e.last, Do: fill(rule.Do, user, "", j.exchange)}
	for i := range f.Do {
		f.Do[i].Command = replaceWords(f.Do[i].Command, map[string]string{"ADDRESS": about.Name})
	}
	found := Shared{About: about, Finding: f, Hits: hits, troubles: explained}
	j.fillShared(&found)
	j.found = append(j.found, found)
}
