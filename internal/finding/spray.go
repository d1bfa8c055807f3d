package finding

import (
	"fmt"
	"slices"

	"github.com/easreport/easreport/internal/report"
)

// addresses finds addresses from which many accounts are tried. Most of the requests from
// there must have been refused: behind a balancer or in an office many people share one.
func (j *estateJudge) addresses() {
	t := j.limits
	for i := range j.places.Addresses {
		a := &j.places.Addresses[i]
		if int64(a.Accounts) < t.SprayAccounts || a.Refused < 2*t.SprayAccounts || 2*a.Refused < a.Hits {
			continue
		}
		rule := ruleOf(sharedRules(), "password-spray")
		e := evidence{first: a.First, last: a.Last}
		s := &Subject{Zone: j.zone}
		e.add("Address %s tried %s accounts; %s of its %s requests were refused, %s.", quote(a.Name), number(int64(a.Accounts)), number(a.Refused), number(a.Hits), s.from(a.First, a.Last))
		severity := Warning
		if len(a.SucceededAs) > 0 {
			severity = Critical
			e.add("It got in as %s.", names(slices.Clone(a.SucceededAs)))
		} else {
			e.add("None of these accounts got in from there.")
		}
		if len(a.Agents) > 0 {
			e.add("User agents: %s.", list(a.Agents, 2))
		}
		j.addShared(rule, severity, About{AboutAddress, a.Name}, e, a.Refused, Trouble{address: a.Name})
	}
}

// accounts finds accounts whose password is guessed: by ever new device ids, or without one.
func (j *estateJudge) accounts() {
	t := j.limits
	for i := range j.places.Accounts {
		a := &j.places.Accounts[i]
		if a.Refused < t.GuessLogons || int64(a.Devices) < t.GuessDevices || j.sprayed(a) {
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

// sprayed reports whether an account was tried by an address that is told already.
func (j *estateJudge) sprayed(a *report.Account) bool {
	return slices.ContainsFunc(j.found, func(s Shared) bool { return s.About.Kind == AboutAddress && s.About.Name == a.From })
}

func (j *estateJudge) addShared(rule *Rule, severity Severity, about About, e evidence, hits int64, x Trouble) {
	user := ""
	if about.Kind == AboutAccount {
		user = about.Name
	}
	f := Finding{Rule: rule, Severity: severity, What: rule.Explained(j.limits), Evidence: e.sentences, First: e.first, Last: e.last, Do: fill(rule.Do, user, "", j.exchange)}
	for i := range f.Do {
		f.Do[i].Command = replaceWords(f.Do[i].Command, map[string]string{"ADDRESS": about.Name})
	}
	found := Shared{About: about, Finding: f, Hits: hits, troubles: []Trouble{x}}
	j.fillShared(&found)
	j.found = append(j.found, found)
}
