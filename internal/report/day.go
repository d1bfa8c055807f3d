package report

import (
	"errors"
	"fmt"
	"io"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/lake"
)

// dayMerge adds up the files of one UTC day.
type dayMerge struct {
	query *Query
	words *lake.Words
	units map[unitKey]*unit
	// coarse tells that some rows are of more than a minute, or do not make one up.
	coarse bool

	back    lake.Word // the text of the back end's side
	device  lake.Word // the folded device to keep, 0 for all
	account lake.Word // the account to keep, 0 for all

	// what was found out about a word, by its number
	folded, accounts []known
	histograms       []activity.Histogram
	probes           map[[2]lake.Word]bool

	key  identity // of the row before, whose unit is most likely the next row's
	unit *unit
}

// known is a word found for another word; 0 is not looked up yet, n+1 is n.
type known uint32

// identity is the columns from which a unitKey follows.
type identity struct{ device, user, userAgent lake.Word }

func newDayMerge(q *Query) *dayMerge {
	m := &dayMerge{
		query: q, words: lake.NewWords(),
		units: make(map[unitKey]*unit), probes: make(map[[2]lake.Word]bool),
	}
	m.back = m.words.Of(activesync.BackEnd.String())
	if q.DeviceID != "" {
		m.device = m.words.Of(activesync.FoldDevice(q.DeviceID))
	}
	if q.User != "" {
		m.account = m.words.Of(activesync.Account(q.User))
	}
	return m
}

// file adds the rows of a file.
func (m *dayMerge) file(t *lake.Table) error {
	seconds := t.Stamp().BucketSeconds
	if err := m.query.fits(seconds); err != nil {
		return err
	}
	m.coarse = m.coarse || 60%seconds != 0
	for {
		batch, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := m.batch(batch); err != nil {
			return err
		}
	}
}

func (m *dayMerge) batch(b *lake.Batch) error {
	from, to := m.query.From.UnixMilli(), m.query.To.UnixMilli()
	for i := range b.Len {
		if b.Hits[i] <= 0 {
			return fmt.Errorf("a row of %d hits: %w", b.Hits[i], lake.ErrDamaged)
		}
		u := m.of(identity{b.DeviceID[i], b.UserName[i], b.UserAgent[i]})
		if u == nil {
			continue
		}
		s := &u.sides[activesync.FrontEnd]
		if b.Side[i] == m.back {
			s = &u.sides[activesync.BackEnd]
		}
		s.weigh(b, i)
		if b.Bucket[i] < from || b.Bucket[i] >= to {
			continue
		}
		u.devices.Add(b.DeviceID[i], b.Hits[i])
		u.users.Add(b.UserName[i], b.Hits[i])
		u.types.Add(b.DeviceType[i], b.Hits[i])
		key := groupKey{start: m.query.start(b.Bucket[i] / 1000)}
		if m.query.ByUserAgent {
			key.userAgent = b.UserAgent[i]
		}
		if err := s.groups.at(key).add(b, i, m); err != nil {
			return err
		}
	}
	return nil
}

// of gives the unit of a row, nil if the query leaves it out.
func (m *dayMerge) of(id identity) *unit {
	if id == m.key && (m.unit != nil || id != identity{}) {
		return m.unit
	}
	m.key, m.unit = id, nil
	key := unitKey{
		device:  m.fold(&m.folded, id.device, activesync.FoldDevice),
		account: m.fold(&m.accounts, id.user, activesync.Account),
		probe:   m.probe(id.user, id.userAgent),
	}
	if m.device != 0 && key.device != m.device || m.account != 0 && key.account != m.account {
		return nil
	}
	u := m.units[key]
	if u == nil {
		u = new(unit)
		m.units[key] = u
	}
	m.unit = u
	return u
}

func (m *dayMerge) fold(memo *[]known, w lake.Word, fold func(string) string) lake.Word {
	for len(*memo) <= int(w) {
		*memo = append(*memo, 0)
	}
	if (*memo)[w] == 0 {
		(*memo)[w] = known(m.words.Of(fold(m.words.Text(w)))) + 1
	}
	return lake.Word((*memo)[w] - 1)
}

func (m *dayMerge) probe(user, userAgent lake.Word) bool {
	key := [2]lake.Word{user, userAgent}
	probe, known := m.probes[key]
	if !known {
		probe = activesync.IsProbe(m.words.Text(user), m.words.Text(userAgent))
		m.probes[key] = probe
	}
	return probe
}

func (m *dayMerge) histogram(w lake.Word) (activity.Histogram, error) {
	for len(m.histograms) <= int(w) {
		m.histograms = append(m.histograms, nil)
	}
	if m.histograms[w] == nil && w != 0 {
		h, err := activity.ParseHistogram(m.words.Text(w))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", lake.ErrDamaged, err)
		}
		m.histograms[w] = h
	}
	return m.histograms[w], nil
}
