package finding

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/report"
)

// culprits are places of one sort at which devices met a kind of trouble, and the others
// at which they did not.
type culprits struct {
	about    AboutKind
	guilty   []guilt
	innocent load
	names    []string // of the innocent
	covered  float64  // share of all requests that met it
}

// guilt is a place and what devices met there.
type guilt struct {
	name string
	load
	few bool // most of its devices did not meet it: those that did are ill by themselves
}

// How a place must stand out to be the trouble's place.
const (
	timesPeers  = 4   // of the share that its peers have
	leastCover  = 0.7 // of all requests that met the trouble
	halfOfWorst = 0.5 // of the share that the worst place has
	// leastPeers is the part of all requests, one in so many, that peers must have to be peers:
	// behind a load balancer nearly all requests come from its network, which explains nothing.
	leastPeers = 20
)

// accuse finds the places of a sort that stand out, nil if none do.
func accuse(about AboutKind, all load, loads []guilt) *culprits {
	slices.SortFunc(loads, func(a, b guilt) int {
		return cmp.Or(cmp.Compare(b.share(), a.share()), cmp.Compare(b.met, a.met), strings.Compare(a.name, b.name))
	})
	c := &culprits{about: about}
	var met int64
	for i := range loads {
		l := &loads[i]
		if l.met > 0 && l.devices >= 3 && !l.few && l.share() >= halfOfWorst*loads[0].share() {
			c.guilty = append(c.guilty, *l)
			met += l.met
			continue
		}
		c.innocent.hits += l.hits
		c.innocent.met += l.met
		if l.hits > 0 {
			c.names = append(c.names, l.name)
		}
	}
	if len(c.guilty) == 0 || c.innocent.hits == 0 || leastPeers*c.innocent.hits < all.hits {
		return nil
	}
	worst := c.guilty[len(c.guilty)-1]
	c.covered = float64(met) / float64(max(all.met, 1))
	if c.covered < leastCover || worst.share() < timesPeers*c.innocent.share() {
		return nil
	}
	return c
}

// blame decides whose trouble a kind is in some windows: that of the few places of the
// sort that explains most, or of the estate.
func (j *estateJudge) blame(kind report.Kind, windows []window) *culprits {
	all := within(&j.places.All, kind, windows)
	quartered := func(places []report.Place) (loads []guilt) {
		for i := range places {
			loads = append(loads, guilt{name: places[i].Name, load: within(&places[i], kind, windows)})
		}
		return loads
	}
	spanned := func(about AboutKind, places []report.Place) (loads []guilt) {
		for i := range places {
			met := &places[i].Span
			l := guilt{name: places[i].Name, few: about == AboutAgent && 2*met.Kinds[kind].Again < met.Devices}
			l.add(&places[i].Span, kind)
			loads = append(loads, l)
		}
		return loads
	}
	var span load
	span.add(&j.places.All.Span, kind)
	servers := []*culprits{accuse(AboutServer, all, quartered(j.places.Servers)), accuse(AboutMailbox, all, quartered(j.places.Mailboxes))}
	if kind == report.Offline { // of equals, it is the mailbox's server
		slices.Reverse(servers)
	}
	var best *culprits
	for _, c := range []*culprits{
		servers[0], servers[1],
		accuse(AboutNetwork, span, spanned(AboutNetwork, j.places.Networks)), accuse(AboutAgent, span, spanned(AboutAgent, j.places.Agents)),
	} {
		if c != nil && len(c.guilty) <= maxCulprits && (best == nil || c.covered > best.covered+0.1) {
			best = c
		}
	}
	if best != nil {
		return best
	}
	return &culprits{about: AboutEstate, guilty: []guilt{{load: all}}, covered: 1}
}

// maxCulprits is how many places a trouble is told about by name. If there are more it is
// the estate's.
const maxCulprits = 3

// failParts is the part of a server's devices, one in so many, that fail more than once if the
// server does.
const failParts = 4

// briefly is how long a restart takes, at most.
const briefly = 5 * time.Minute

// kind judges a kind of trouble: told once for each place that stands out.
func (j *estateJudge) kind(kind report.Kind) {
	windows := j.windows(kind)
	if len(windows) == 0 {
		return
	}
	byPlace := make(map[About][]window)
	chosen := make(map[About]*culprits)
	var order []About
	for _, w := range windows {
		c := j.blame(kind, []window{w})
		if kind == report.Failed && c.about != AboutServer && c.about != AboutMailbox {
			continue // the phones' own troubles, until a server stands out
		}
		for _, g := range c.guilty {
			about := About{c.about, g.name}
			if kind == report.Failed && j.toldOf(about, w) {
				continue
			}
			if byPlace[about] == nil {
				order = append(order, about)
			}
			byPlace[about] = append(byPlace[about], w)
			chosen[about] = c
		}
	}
	// What one user agent or network has nearly alone, all day, is told as its own alone: in
	// some quarter of an hour a server stands out by chance.
	if whole := slices.IndexFunc(order, func(a About) bool {
		return (a.Kind == AboutAgent || a.Kind == AboutNetwork) && 100*chosen[a].covered >= nearlyAll
	}); whole >= 0 {
		order = order[whole : whole+1]
	}
	for _, about := range order {
		j.tell(kind, about, byPlace[about], chosen[about])
	}
}

// toldOf reports whether something was found about a place in a time.
func (j *estateJudge) toldOf(about About, w window) bool {
	return slices.ContainsFunc(j.found, func(s Shared) bool {
		return (s.About.same(about) || j.samePlace(s.About, about) || s.About.Kind == AboutEstate || s.About.Kind == AboutAgent) && s.First.Before(w.to) && s.Last.After(w.from)
	})
}

// samePlace reports whether a server and a mailbox server are one machine by what they did: where
// back ends alone are logged, a server may be known by its address, a mailbox server by its name.
func (j *estateJudge) samePlace(a, b About) bool {
	if min(a.Kind, b.Kind) != AboutMailbox || max(a.Kind, b.Kind) != AboutServer {
		return false
	}
	p, q := &j.place(a).Span, &j.place(b).Span
	return p.Hits == q.Hits && p.Devices == q.Devices && p.Largest == q.Largest && p.Kinds[report.Failed].Hits == q.Kinds[report.Failed].Hits
}

// toldIn is how many requests failed at a place in some windows in ways that findings of that
// time tell already.
func (j *estateJudge) toldIn(place *report.Place, windows []window) (n int64) {
	for kind := range report.Cut {
		for _, w := range windows {
			if slices.ContainsFunc(Troubles(j.found), func(x Trouble) bool { return x.kind == explains(kind) && x.From.Before(w.to) && x.To.After(w.from) }) {
				l := within(place, kind, []window{w})
				n += l.met
			}
		}
	}
	return n
}

// place returns a place by what it is.
func (j *estateJudge) place(about About) *report.Place {
	list := map[AboutKind][]report.Place{
		AboutServer: j.places.Servers, AboutMailbox: j.places.Mailboxes, AboutNetwork: j.places.Networks, AboutAgent: j.places.Agents,
	}[about.Kind]
	for i := range list {
		if list[i].Name == about.Name {
			return &list[i]
		}
	}
	return &j.places.All
}

// tell adds a finding about what devices met at a place in some windows.
func (j *estateJudge) tell(kind report.Kind, about About, windows []window, c *culprits) {
	place := j.place(about)
	l := within(place, kind, windows)
	if place.Quarters == nil { // counted over the whole span
		l.add(&place.Span, kind)
	}
	if kind == report.Cut && l.met < leastCut || kind == report.Failed && l.met < leastFailed {
		return
	}
	first, last := l.first, l.last
	if kind == report.Failed && (2*j.toldIn(place, windows) >= l.met || failParts*place.Span.Kinds[kind].Again < place.Span.Devices) {
		return // told already, or of strangers who guess
	}
	if kind == report.Failed && 2*j.crowd.InventedHits >= l.met {
		return // of one phone, which seems to be many
	}
	length := last.Sub(first)
	if place.Quarters != nil { // a failure by chance before or after a restart makes it no longer
		length = min(length, l.moments.Spread())
	}
	rule := sharedRule(kind, about.Kind, length)
	e := evidence{first: first, last: last, hits: l.met}
	s := &Subject{Zone: j.zone}
	span := s.from(first, last)
	if len(windows) > 1 && place.Quarters != nil {
		span += ", in " + number(int64(len(windows))) + " stretches"
	}
	e.add("%s %s %s of %s requests of %s devices %s%s.", about.subject(), verbs[kind], number(l.met), number(l.hits), number(l.devices), span, answered(l.outcomes))
	if kind == report.NoLogonServer {
		e.add("No domain controller answered, or the trust with the domain failed. Neither passwords nor phones are at fault.")
	}
	if about.Kind == AboutEstate {
		j.addCommon(&e, kind)
	}
	if len(c.names) > 0 {
		e.add("Its peers: %s of %s requests (%s).", number(c.innocent.met), number(c.innocent.hits), names(c.names))
	}
	if rest := j.besides(place, kind, windows); place.Quarters != nil && rest.hits > 0 {
		e.add("At other times: %s of %s requests.", number(rest.met), number(rest.hits))
	}
	found := Shared{About: about, Hits: l.met, Devices: l.devices}
	if kind != report.Cut && kind != report.Reload { // which are no failures
		found.Failures = l.met
	}
	found.Finding = Finding{Rule: rule, Severity: rule.Severity, What: rule.Explained(j.limits), Evidence: e.sentences, First: first, Last: last, Do: fill(rule.Do, "", "", j.exchange)}
	j.fillShared(&found)
	for _, w := range windows {
		found.troubles = append(found.troubles, Trouble{From: w.from, To: w.to, kind: explains(kind)})
	}
	if place.Quarters == nil {
		found.troubles = []Trouble{{From: first, To: last.Add(time.Second), kind: explains(kind)}}
	}
	j.found = append(j.found, found)
}

// fillShared puts the server and the time into the commands of a finding.
func (j *estateJudge) fillShared(s *Shared) {
	for i := range s.Do {
		command := &s.Do[i].Command
		if s.About.Kind == AboutServer || s.About.Kind == AboutMailbox {
			*command = replaceWords(*command, map[string]string{"SERVER": s.About.Name})
		}
		if !s.First.IsZero() {
			*command = strings.ReplaceAll(*command, "FROM", "([datetime]'"+s.First.UTC().Format(time.RFC3339)+"')")
		}
	}
}

// besides sums up what devices met of a kind at a place outside of some windows.
func (j *estateJudge) besides(p *report.Place, kind report.Kind, windows []window) (rest load) {
	for i := range p.Quarters {
		m := &p.Quarters[i]
		if !slices.ContainsFunc(windows, func(w window) bool { return !m.Start.Before(w.from) && m.Start.Before(w.to) }) {
			rest.add(m, kind)
		}
	}
	return rest
}

// answered says how requests ended, in parentheses.
func answered(outcomes report.Tally[string]) string {
	if len(outcomes) == 0 {
		return ""
	}
	return " (" + quote(outcomes.Top()) + ")"
}

// nearlyAll is the share of a trouble, in percent, that one network or user agent must have
// to be named.
const nearlyAll = 95

// addCommon says which network or user agent nearly all devices of a trouble share.
func (j *estateJudge) addCommon(e *evidence, kind report.Kind) {
	all := j.places.All.Span.Kinds[kind].Hits
	for _, sort := range []struct {
		what   string
		places []report.Place
	}{{"network", j.places.Networks}, {"user agent", j.places.Agents}} {
		for i := range sort.places {
			if x := sort.places[i].Span.Kinds[kind]; x.Hits*100 >= nearlyAll*all {
				e.add("Nearly all of them came from %s %s.", sort.what, quote(sort.places[i].Name))
			}
		}
	}
}

// verbs say what a place did, or what happened there.
var verbs = [report.Kinds]string{
	report.Busy: "refused", report.ServerError: "failed", report.Offline: "could not serve", report.NoLogonServer: "could not authenticate",
	report.Certificate: "refused the client certificate of", report.Cut: "lost the connection in", report.Affinity: "did not know the session of",
	report.Reload: "had to synchronize anew in", report.Failed: "failed",
}

// subject begins a sentence about a place.
func (a About) subject() string {
	switch a.Kind {
	case AboutServer:
		return "Server " + quote(a.Name)
	case AboutMailbox:
		return "Mailbox server " + quote(a.Name)
	case AboutNetwork:
		return "Network " + quote(a.Name)
	case AboutAgent:
		return "Devices with user agent " + quote(a.Name)
	case AboutProbe:
		return "Monitoring (" + quote(a.Name) + ")"
	}
	return "The servers"
}

// names lists a few names.
func names(all []string) string {
	const most = 4
	slices.Sort(all)
	shown := make([]string, 0, most)
	for _, name := range all[:min(len(all), most)] {
		shown = append(shown, quote(name))
	}
	text := strings.Join(shown, ", ")
	if more := len(all) - most; more > 0 {
		text += " and " + number(int64(more)) + " more"
	}
	return text
}
