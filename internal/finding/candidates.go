package finding

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
)

// MaxDetails is how many devices are looked at closely unless told otherwise.
const MaxDetails = 500

// Candidates picks of n subjects those that rules may find something about, by all but
// their Detail: their places. Each core makes some of the subjects, with a maker of its
// own, which may use one Subject again and again. At most so many are chosen, by the rules
// in turn: those that few subjects are for come first, and of these the severe ones. A rule
// takes of each sender the subject that it may find most about, then of each the next. So what
// befalls many does not hide the few that are ill in another way, and nobody uses up the looks
// by inventing device ids. leftOut is how many others there were.
func Candidates(n int, newMaker func() func(place int) *Subject, t *Thresholds, most int) (chosen []int, leftOut int) {
	rules := deviceRules()
	slices.SortStableFunc(rules, func(a, b Rule) int { return cmp.Compare(b.Severity, a.Severity) })
	shares := make([]shortlists, runtime.GOMAXPROCS(0))
	var cores sync.WaitGroup
	for i := range shares {
		cores.Go(func() {
			lists := &shares[i]
			*lists = newShortlists(len(rules), max(0, most))
			subject := newMaker()
			for place := i * n / len(shares); place < (i+1)*n/len(shares); place++ {
				if s := subject(place); !s.Row.Probe && !s.Row.Nobody() {
					lists.look(place, s, rules, t)
				}
			}
		})
	}
	cores.Wait()
	all := shares[0]
	for _, share := range shares[1:] {
		all.merge(&share)
	}
	all.fewestFirst()
	chosen = all.inTurn(max(0, most))
	return chosen, all.seen - len(chosen)
}

// shortlists keep for each rule the subjects that it may find most about.
type shortlists struct {
	rules []shortlist
	seen  int // subjects that any rule may find something about
}

func newShortlists(rules, most int) shortlists {
	l := shortlists{rules: make([]shortlist, rules)}
	for i := range l.rules {
		l.rules[i].most = most
	}
	return l
}

// look asks all rules about a subject.
func (l *shortlists) look(place int, s *Subject, rules []Rule, t *Thresholds) {
	seen := false
	for i := range rules {
		if !rules[i].judges(s) {
			continue
		}
		if weight := rules[i].hint(s, t); weight > 0 {
			l.rules[i].add(candidate{place: place, weight: weight, hits: s.Row.Hits, sender: senderOf(s)})
			seen = true
		}
	}
	if seen {
		l.seen++
	}
}

func (l *shortlists) merge(o *shortlists) {
	l.seen += o.seen
	for i := range l.rules {
		l.rules[i].seen += o.rules[i].seen
		l.rules[i].best = append(l.rules[i].best, o.rules[i].best...)
	}
}

// fewestFirst brings the rules in order: those that few subjects are for first.
func (l *shortlists) fewestFirst() {
	slices.SortStableFunc(l.rules, func(a, b shortlist) int { return cmp.Compare(a.seen, b.seen) })
}

// inTurn has the rules choose one after the other.
func (l *shortlists) inTurn(most int) (chosen []int) {
	for i := range l.rules {
		l.rules[i].cut()
	}
	taken := make(map[int]bool)
	for left := true; left && len(chosen) < most; {
		left = false
		for i := range l.rules {
			place, found := l.rules[i].next(taken)
			if !found || len(chosen) == most {
				continue
			}
			left = true
			taken[place] = true
			chosen = append(chosen, place)
		}
	}
	return chosen
}

// candidate is a subject that a rule may find something about: weight is how much.
type candidate struct {
	place        int
	weight, hits int64
	sender       string
	nth          int // of those of its sender, by weight
}

// senderOf is whose requests a subject's are, as far as it is known: the person who logged on,
// else the address that they came from. A name that nobody logged on with proves nothing.
func senderOf(s *Subject) string {
	if s.Row.Stranger() && s.Row.Client != "" {
		return "address " + s.Row.Client
	}
	return "person " + s.Row.User
}

func (c candidate) compare(o candidate) int {
	return cmp.Or(cmp.Compare(o.weight, c.weight), cmp.Compare(o.hits, c.hits), cmp.Compare(c.place, o.place))
}

// shortlist keeps the best of the candidates seen.
type shortlist struct {
	best       []candidate
	seen, most int
}

func (l *shortlist) add(c candidate) {
	l.seen++
	if l.best = append(l.best, c); len(l.best) > 2*l.most { // sorted seldom, and never many
		l.cut()
	}
}

// cut leaves the best, in order: the first of each sender, then the second of each.
func (l *shortlist) cut() {
	slices.SortFunc(l.best, candidate.compare)
	senders := make(map[string]int)
	for i := range l.best {
		c := &l.best[i]
		c.nth = senders[c.sender]
		senders[c.sender]++
	}
	slices.SortStableFunc(l.best, func(a, b candidate) int { return cmp.Compare(a.nth, b.nth) })
	l.best = l.best[:min(len(l.best), l.most)]
}

// next takes the best that was not taken yet.
func (l *shortlist) next(taken map[int]bool) (place int, found bool) {
	for len(l.best) > 0 {
		place = l.best[0].place
		l.best = l.best[1:]
		if !taken[place] {
			return place, true
		}
	}
	return 0, false
}
