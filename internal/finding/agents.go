package finding

import (
	"slices"

	"github.com/easreport/easreport/internal/report"
)

// What the requests of a user agent must fail to be told, beside those of others.
const (
	agentPercent   = 5  // of its requests
	agentDevices   = 75 // percent of its devices, each more than once: a few are ill by themselves
	agentTimes     = 10 // of the share that others fail
	agentFailures  = 5  // of each device that meets it, on average
	agentOutcomes  = 3  // ways to fail that are its own
	outcomePercent = 10 // of its failures end in such a way, or more
)

// agents finds user agents whose requests fail on nearly all of their devices, in whatever way,
// while those of others do not. What other findings explain of the agent is not told again.
func (j *estateJudge) agents() {
	all := load{}
	for i := range j.places.Agents {
		all.add(&j.places.Agents[i].Span, report.Failed)
	}
	for i := range j.places.Agents {
		place := &j.places.Agents[i]
		x := &place.Span.Kinds[report.Failed]
		if !j.agentFails(&place.Span, &all) || slices.ContainsFunc(j.found, func(s Shared) bool { return s.About == About{AboutAgent, place.Name} }) {
			continue
		}
		e := evidence{first: x.First, last: x.Last}
		about := About{AboutAgent, place.Name}
		s := &Subject{Zone: j.zone}
		e.add("%s failed %s of %s requests on %s of %s devices, %s%s.", about.subject(), number(x.Hits), number(place.Span.Hits),
			number(x.Devices), number(place.Span.Devices), s.from(x.First, x.Last), answered(x.Outcomes))
		e.add("All other user agents: %s of %s requests.", number(all.met-x.Hits), number(all.hits-place.Span.Hits))
		j.addShared(ruleOf(sharedRules(), "agent-failing"), Warning, about, e, x.Hits, Trouble{failing: place.Name, outcomes: ownOutcomes(x)})
		j.found[len(j.found)-1].Devices = x.Devices
	}
}

// agentFails reports whether nearly all devices of an agent fail far more than those of all. The
// device that fails most may be ill by itself.
func (j *estateJudge) agentFails(m *report.Met, all *load) bool {
	x := &m.Kinds[report.Failed]
	failed, sent := x.Hits-x.Largest, m.Hits-min(m.Largest, x.Largest)
	others := load{hits: all.hits - m.Hits, met: all.met - x.Hits}
	return x.Again >= j.limits.SharedDevices && x.Again*100 >= agentDevices*m.Devices && leastPeers*others.hits >= all.hits &&
		failed >= agentFailures*(x.Devices-1) && failed*100 >= agentPercent*sent &&
		float64(failed) >= agentTimes*others.share()*float64(sent)
}

// ownOutcomes are the ways in which most of an agent's requests failed.
func ownOutcomes(x *report.Trouble) (outcomes []string) {
	for _, c := range x.Outcomes.Ranked() {
		if len(outcomes) < agentOutcomes && c.N*100 >= outcomePercent*x.Hits {
			outcomes = append(outcomes, c.Key)
		}
	}
	return outcomes
}
