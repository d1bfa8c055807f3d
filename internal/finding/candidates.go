package finding

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
)

// MaxDetails is how many devices are looked at closely unless told otherwise.
const MaxDetails = 500

// Candidates picks of n subjects those that rules may find something about, by all
// but their Detail: their places. Each core makes some of the subjects, with a maker
// of its own, which may use one Subject again and again. At most so many are chosen,
// those with the most severe rules first and of equals those with more hits; leftOut
// is how many others there were.
func Candidates(n int, newMaker func() func(place int) *Subject, t *Thresholds, most int) (chosen []int, leftOut int) {
	rules := Rules()
	slices.SortStableFunc(rules, func(a, b Rule) int { return cmp.Compare(b.Severity, a.Severity) })
	shares := make([]shortlist, runtime.GOMAXPROCS(0))
	var cores sync.WaitGroup
	for i := range shares {
		cores.Go(func() {
			list := &shares[i]
			list.most = max(0, most)
			subject := newMaker()
			for place := i * n / len(shares); place < (i+1)*n/len(shares); place++ {
				s := subject(place)
				suspect := func(r Rule) bool { return r.hint(s, t) }
				if r := slices.IndexFunc(rules, suspect); r >= 0 && !s.Row.Probe && !s.Row.Nobody() {
					list.add(candidate{place, rules[r].Severity, s.Row.Hits})
				}
			}
		})
	}
	cores.Wait()
	all := shares[0]
	for _, share := range shares[1:] {
		all.best, all.seen = append(all.best, share.best...), all.seen+share.seen
	}
	all.cut()
	for _, c := range all.best {
		chosen = append(chosen, c.place)
	}
	return chosen, all.seen - len(chosen)
}

// candidate is a subject that rules may find something about.
type candidate struct {
	place    int
	severity Severity // of the most severe of them
	hits     int64
}

func (c candidate) compare(o candidate) int {
	return cmp.Or(cmp.Compare(o.severity, c.severity), cmp.Compare(o.hits, c.hits), cmp.Compare(c.place, o.place))
}

// shortlist keeps the best of the candidates seen.
type shortlist struct {
	best       []candidate
	most, seen int
}

func (l *shortlist) add(c candidate) {
	l.seen++
	if l.best = append(l.best, c); len(l.best) > 2*l.most { // sorted seldom, and never many
		l.cut()
	}
}

// cut leaves the best, in order.
func (l *shortlist) cut() {
	slices.SortFunc(l.best, candidate.compare)
	l.best = l.best[:min(len(l.best), l.most)]
}
