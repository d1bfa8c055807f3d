package finding

import (
	"time"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/baseline"
	"github.com/easreport/easreport/internal/report"
)

// subjects makes the subjects of a report, without Detail.
type subjects struct {
	report   *report.Report
	zone     *time.Location
	baseline *baseline.Baseline
	users    map[string]report.SharedUser // with several devices, by account
	exchange Generation
	troubles []Trouble
	crowd    Crowd
}

func newSubjects(r *report.Report, zone *time.Location, usual *baseline.Baseline) *subjects {
	s := &subjects{report: r, zone: zone, baseline: usual, users: make(map[string]report.SharedUser), exchange: generationOf(r.Places), crowd: crowdOf(r.Devices)}
	for _, user := range r.SharedUsers.Users {
		s.users[activesync.Account(user.User)] = user
	}
	return s
}

// shared judges what the devices share.
func (s *subjects) shared(t *Thresholds) []Shared {
	crowd := s.crowd
	for _, user := range s.users {
		if n := s.idsHardlyUsed(&user); inventsIDs(n, user.N, t) {
			crowd.InventedHits += user.Hits
		}
	}
	return JudgeEstate(s.report.Places, crowd, s.zone, t, s.exchange)
}

func (s *subjects) of(row *report.Row) Subject {
	subject := Subject{Row: row, Zone: s.zone, Baseline: s.baseline, UserDevices: 1, Exchange: s.exchange, Troubles: s.troubles, Crowd: s.crowd}
	subject.Account = s.report.Places.Account(activesync.Account(row.User))
	if user, several := s.users[activesync.Account(row.User)]; several {
		subject.UserDevices, subject.OthersNew = 0, s.idsHardlyUsed(&user)
		if activesync.FoldDevice(user.Devices[0].DeviceID) == activesync.FoldDevice(row.DeviceID) {
			subject.UserDevices, subject.NewIDs, subject.OthersNew = user.N, subject.OthersNew, 0
		}
	}
	return subject
}

// maker makes the subject of a place among the report's devices, one after the other.
func (s *subjects) maker() func(place int) *Subject {
	var row report.Row
	var subject Subject
	return func(place int) *Subject {
		s.report.Devices.Get(place, &row)
		subject = s.of(&row)
		return &subject
	}
}

// idsHardlyUsed is how many devices of a user sent only a few requests, as far as they are named;
// those that are not sent even fewer.
func (s *subjects) idsHardlyUsed(user *report.SharedUser) int {
	const eachDay = 5
	few := eachDay * max(1, int64(s.report.Query.To.Sub(s.report.Query.From)/(24*time.Hour)))
	n := user.N - len(user.Devices)
	for i := range user.Devices {
		if user.Devices[i].Hits <= few {
			n++
		}
	}
	if len(user.Devices) > 0 && user.Devices[len(user.Devices)-1].Hits > few {
		n = 0
	}
	return n
}
