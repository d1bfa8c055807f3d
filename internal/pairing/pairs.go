package pairing

import (
	"cmp"
	"slices"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
)

// part is some requests of an island, with the rows that are known to be of them: by side,
// none where it is -1. The row next to the client tells when they were, and how they ended.
type part struct {
	rows   [activesync.NumSides]int32
	hits   int64
	rank   int32 // of the row next to the client, in the island
	inner  int32 // and of the one next to the mailbox
	status int64 // which the client saw
	time   int64 // the stretch of time that they are in, in milliseconds
	failed bool
	// answered says that the row has Exchange's own status, or an error text.
	answered bool
	who
}

// who is whose requests they are.
type who struct {
	person    activity.Word // 0: nobody is named
	loggedOn  bool          // else somebody is named by the query
	queryUser activity.Word
	// account says that DOMAIN\name is among the names, onlyAccount that no name@domain is.
	account, onlyAccount bool
}

// outward is the order of sides from the client to the mailbox.
var outward = [...]activesync.Side{activesync.Proxy, activesync.FrontEnd, activesync.Middle, activesync.BackEnd}

// next is the row next to the client.
func (p *part) next() int32 {
	for _, side := range outward {
		if p.rows[side] >= 0 {
			return p.rows[side]
		}
	}
	return -1
}

// last is the row next to the mailbox.
func (p *part) last() int32 {
	for _, side := range slices.Backward(outward[:]) {
		if p.rows[side] >= 0 {
			return p.rows[side]
		}
	}
	return -1
}

// key is what two sides of a request have in common, in a step of pairing.
type key struct {
	status, time  int64
	person, query activity.Word
}

// matcher pairs two sides of islands. It serves one goroutine.
type matcher struct {
	grain        int64 // in milliseconds
	outer, inner []part
	pairs        []part
	heads        map[key]int32
	next         []int32
}

// pair joins the parts of an outer side (next to the client) with those of an inner one,
// both in order, and returns what comes of it, in order. It holds until the next call.
func (m *matcher) pair(outer, inner []part) []part {
	m.outer, m.inner, m.pairs = outer, inner, m.pairs[:0]
	for _, people := range likeness {
		m.steps(people, handedOn)
	}
	for _, people := range likeness {
		m.steps(people, equalStatus)
	}
	for _, people := range likeness {
		m.steps(people, bothFailed)
		m.steps(people, behindTheDoor)
	}
	all := append(append(m.pairs, left(m.outer)...), left(m.inner)...)
	slices.SortFunc(all, func(a, b part) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.inner, b.inner))
	})
	m.pairs = all
	return all
}

// left are the parts that have requests left, in the same memory.
func left(parts []part) []part {
	return slices.DeleteFunc(parts, func(p part) bool { return p.hits == 0 })
}

// feature is what parts must have, and have in common, to be of one request. It reports
// whether a part, of the outer or the inner side, may be, and completes its key.
type feature func(outer bool, p *part, k *key) bool

// likeness are ways in which people can be the same, the surest first.
var likeness = [...]feature{
	func(_ bool, p *part, k *key) bool { k.person = p.person; return true },
	// One of them did not log on; the query, which is the same in all rows of a request, names
	// the same user.
	func(outer bool, p *part, k *key) bool {
		k.query = p.queryUser
		return p.queryUser != 0 && (!outer || !p.loggedOn)
	},
	func(outer bool, p *part, k *key) bool {
		k.query = p.queryUser
		return p.queryUser != 0 && (outer || !p.loggedOn)
	},
	// One of them names nobody.
	func(outer bool, p *part, _ *key) bool { return outer == (p.person == 0) },
	func(outer bool, p *part, _ *key) bool { return outer != (p.person == 0) },
	// Of one only the account is known, of the other only names that are none: nothing says
	// that they are not the same.
	func(outer bool, p *part, _ *key) bool {
		return p.person != 0 && outer == p.onlyAccount && outer == p.account
	},
	func(outer bool, p *part, _ *key) bool {
		return p.person != 0 && outer != p.onlyAccount && outer != p.account
	},
}

// handedOn is equalStatus, of rows next to the client that do not say themselves how
// Exchange answered: those do that were not handed on (2010).
func handedOn(outer bool, p *part, k *key) bool {
	return equalStatus(outer, p, k) && (!outer || !p.answered)
}

func equalStatus(_ bool, p *part, k *key) bool { k.status = p.status; return true }

func bothFailed(outer bool, p *part, k *key) bool { return p.failed && behindTheDoor(outer, p, k) }

func behindTheDoor(outer bool, p *part, _ *key) bool { return !outer || !refusedAtTheDoor(p.status) }

// steps pair parts of the same stretch of time, then those of which the outer one is of the
// next, then any.
func (m *matcher) steps(people, outcome feature) {
	if len(m.outer) == 0 || len(m.inner) == 0 {
		return
	}
	take := func(outer bool, p *part) (k key, ok bool) { return k, people(outer, p, &k) && outcome(outer, p, &k) }
	for _, step := range [...]func(keyed){m.same, m.following, m.match} {
		step(take)
		if m.outer, m.inner = left(m.outer), left(m.inner); len(m.outer) == 0 || len(m.inner) == 0 {
			return
		}
	}
}

// keyed finds the key of a part of the outer or the inner side, and whether it takes part.
type keyed func(outer bool, p *part) (key, bool)

func (m *matcher) same(keyOf keyed)      { m.near(0, keyOf) }
func (m *matcher) following(keyOf keyed) { m.near(m.grain, keyOf) }

// near pairs parts with equal keys of which the outer one is shift later than the inner one,
// in order.
func (m *matcher) near(shift int64, keyOf keyed) {
	first := 0
	for i := range m.inner {
		inner := &m.inner[i]
		for first < len(m.outer) && m.outer[first].time < inner.time+shift {
			first++
		}
		end := first
		for end < len(m.outer) && m.outer[end].time == inner.time+shift {
			if end++; end-first > fewParts {
				m.match(func(outer bool, p *part) (key, bool) {
					k, ok := keyOf(outer, p)
					if k.time = p.time; !outer {
						k.time += shift
					}
					return k, ok
				})
				return
			}
		}
		k, ok := keyOf(false, inner)
		for at := first; ok && at < end && inner.hits > 0; at++ {
			if other, ok := keyOf(true, &m.outer[at]); ok && other == k && m.outer[at].hits > 0 {
				m.join(&m.outer[at], inner)
			}
		}
	}
}

// fewParts is how many parts are rather looked through than looked up.
const fewParts = 32

// match pairs parts with equal keys, in order.
func (m *matcher) match(keyOf keyed) {
	clear(m.heads)
	m.next = slices.Grow(m.next[:0], len(m.outer))[:len(m.outer)]
	for i := len(m.outer) - 1; i >= 0; i-- {
		if k, ok := keyOf(true, &m.outer[i]); ok && m.outer[i].hits > 0 {
			m.next[i] = -1
			if first, more := m.heads[k]; more {
				m.next[i] = first
			}
			m.heads[k] = int32(i)
		}
	}
	if len(m.heads) == 0 {
		return
	}
	for i := range m.inner {
		inner := &m.inner[i]
		k, ok := keyOf(false, inner)
		at, waits := m.heads[k]
		if !ok || !waits {
			continue
		}
		for at >= 0 && inner.hits > 0 {
			m.join(&m.outer[at], inner)
			if m.outer[at].hits == 0 {
				at = m.next[at]
			}
		}
		m.heads[k] = at
	}
}

// refusedAtTheDoor reports whether a front end answers so without asking a back end, as a
// rule: for want of a logon or a certificate, for the size of a request, while it is
// overloaded.
func refusedAtTheDoor(status int64) bool {
	return status == 401 || status == 403 || status == 413 || status == 503
}

// join pairs as many requests as two parts both have.
func (m *matcher) join(outer, inner *part) {
	n := min(outer.hits, inner.hits)
	outer.hits -= n
	inner.hits -= n
	pair := *outer
	pair.hits, pair.inner = n, inner.inner
	for side, row := range inner.rows {
		if row >= 0 {
			pair.rows[side] = row
		}
	}
	pair.failed = outer.failed || inner.failed
	if !pair.loggedOn && inner.person != 0 {
		pair.who = inner.who
	}
	m.pairs = append(m.pairs, pair)
}
