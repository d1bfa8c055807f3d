package finding

import (
	"fmt"
	"slices"
	"testing"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/hostile"
	"github.com/easreport/easreport/internal/report"
)

// TestCandidatesBesideStrangers has invented devices, of those who never log on, try to use up
// the close looks: the ill phones are looked at all the same.
func TestCandidatesBesideStrangers(t *testing.T) {
	limits := DefaultThresholds()
	random := hostile.New(t)
	answer := activesync.Answer{Status: 401, Substatus: 1, Win32: 1326}
	refused := answer.Reason()
	// What the strangers write looks worse than what any phone has; a few of them share
	// addresses, or a real user's name.
	rows := make([]report.Row, 600)
	for i := range rows {
		hits := 120 + random.Int64N(50_000)
		rows[i] = report.Row{
			User: fmt.Sprintf("user%d", random.IntN(300)), DeviceID: fmt.Sprintf("INVENTED%d", i), Hits: hits, Anonymous: hits, PeakPerMinute: hits,
			Client: fmt.Sprintf("198.51.100.%d", random.IntN(3)), Clients: 1, Errors: report.Tally[string]{{Key: "MailboxQuotaExceeded", N: hits}},
			Failures: hits, FailureStatuses: report.Tally[activesync.Reason]{{Key: refused, N: hits}}, Statuses: report.Tally[int32]{{Key: 401, N: hits}},
		}
	}
	ill := map[string]report.Row{
		"storm":    {User: "a", DeviceID: "STORM", Hits: 3000, Errors: report.Tally[string]{{Key: "MailboxQuotaExceeded", N: 3000}}, Failures: 3000},
		"full":     {User: "b", DeviceID: "FULL", Hits: 60, Errors: report.Tally[string]{{Key: "MailboxQuotaExceeded", N: 60}}, Failures: 60},
		"password": {User: "c", DeviceID: "PASSWORD", Client: "203.0.113.9", Clients: 1, Hits: 80, Anonymous: 80, Failures: 80, FailureStatuses: report.Tally[activesync.Reason]{{Key: refused, N: 80}}, Statuses: report.Tally[int32]{{Key: 401, N: 80}}},
	}
	for _, row := range ill {
		rows = slices.Insert(rows, random.IntN(len(rows)), row)
	}
	maker := func() func(place int) *Subject {
		return func(place int) *Subject { return &Subject{Row: &rows[place], UserDevices: 1} }
	}
	chosen, leftOut := Candidates(len(rows), maker, &limits, 20)
	if len(chosen) != 20 || len(chosen)+leftOut != len(rows) {
		t.Errorf("%d chosen, %d left out", len(chosen), leftOut)
	}
	for name, row := range ill {
		if !slices.ContainsFunc(chosen, func(place int) bool { return rows[place].DeviceID == row.DeviceID }) {
			t.Errorf("the device of %s was not looked at", name)
		}
	}
}

// TestCandidatesOfOnePerson has one person's devices, however many, leave looks to others.
func TestCandidatesOfOnePerson(t *testing.T) {
	limits := DefaultThresholds()
	var rows []report.Row
	for i := range 600 {
		user, hits := "greedy", int64(10_000+i)
		if i%60 == 0 {
			user, hits = fmt.Sprintf("modest%d", i), 5000
		}
		rows = append(rows, report.Row{User: user, DeviceID: fmt.Sprint(i), Hits: hits})
	}
	maker := func() func(place int) *Subject {
		return func(place int) *Subject { return &Subject{Row: &rows[place], UserDevices: 1} }
	}
	chosen, _ := Candidates(len(rows), maker, &limits, 11)
	users := make(map[string]int)
	for _, place := range chosen {
		users[rows[place].User]++
	}
	if len(users) != 11 {
		t.Errorf("looked at devices of %v", users)
	}
}
