package main

import (
	"time"

	"github.com/easreport/easreport/internal/estate"
)

// demoEstate has two weeks and a day up to an instant, the last day with an accident and three
// phones in trouble.
func demoEstate(end time.Time) *estate.Estate {
	first, last := end.AddDate(0, 0, -demoDays), end.AddDate(0, 0, -1)
	accident := estate.Span{From: last.Add(10 * time.Hour).UnixMilli(), To: last.Add(10*time.Hour + 40*time.Minute).UnixMilli()}
	const broken = 2 // EX03, by the mailboxes that lie there
	e := estate.New(2026, estate.Options{
		Start: first.UnixMilli(), Hours: 24 * demoDays, Devices: 40, PerDay: 60,
		Ill: -1, Shared: -1, Namesakes: -1, Refused: -1, Rewritten: -1, Failing: 4, Fields: estate.Fields{ComputerName: true, Bytes: true},
		Twist: func(r *estate.Request) {
			if accident.Contains(r.End) && r.Device != nil && r.Device.Mailbox == broken && !r.Anonymous {
				r.Front, r.Back = estate.HTTP{Status: 503}, estate.HTTP{Status: 503}
				r.EAS, r.Error, r.Heartbeat, r.Folders, r.Took = 0, "", 0, nil, 15
			}
		},
	})
	e.Add(fullMailbox(last)...)
	e.Add(oldPassword(last)...)
	e.Add(noPolicy(last)...)
	return e
}

// person is somebody with a phone.
func person(account, first string) *estate.Person {
	return &estate.Person{Domain: "CONTOSO", Account: account, UPN: first + "@contoso.com"}
}

// every returns n requests from a time on, one each interval.
func every(from time.Time, interval time.Duration, n int, request func(i int) estate.Request) (all []estate.Request) {
	for i := range n {
		r := request(i)
		r.End = from.Add(time.Duration(i) * interval).UnixMilli()
		all = append(all, r)
	}
	return all
}

// fullMailbox is a phone that retries at once whatever the mailbox cannot take.
func fullMailbox(day time.Time) []estate.Request {
	phone := &estate.Device{ID: "ApplF17DEMOFULL1", Type: "iPhone", Agent: "Apple-iPhone15C2/2107.102", Version: 161, Address: "203.0.113.71"}
	owner := person("tnovak", "tara.novak").Login()
	return every(day.Add(8*time.Hour+12*time.Minute), 700*time.Millisecond, 2400, func(int) estate.Request {
		return estate.Request{Device: phone, Login: owner, Command: "Sync", EAS: 113, Error: "QuotaExceeded"}
	})
}

// oldPassword is a tablet that has the password of before, and locks its owner's account.
func oldPassword(day time.Time) []estate.Request {
	tablet := &estate.Device{ID: "androidc1042doorway", Type: "Android", Agent: "Android-SAMSUNG-SM-T510/101.110", Version: 141, Address: "203.0.113.72"}
	owner := person("nsmith", "nora.smith").Login()
	return every(day.Add(6*time.Hour), 45*time.Second, 1100, func(i int) estate.Request {
		answer := estate.HTTP{Status: 401, Sub: 1, Win32: 1326} // ERROR_LOGON_FAILURE
		if i > 5 {
			answer.Win32 = 1909 // ERROR_ACCOUNT_LOCKED_OUT
		}
		return estate.Request{Device: tablet, Login: owner, Command: "Sync", Front: answer, Refused: true, Anonymous: true, ToClient: 1293, Took: 4}
	})
}

// noPolicy is a phone that never accepts the policy, and asks for it again.
func noPolicy(day time.Time) []estate.Request {
	phone := &estate.Device{ID: "SEC1A2B3C4DEMO55", Type: "SamsungDevice", Agent: "SAMSUNG-SM-G991B/101.50401", Version: 141, Address: "203.0.113.73"}
	owner := person("mzielinski", "marek.zielinski").Login()
	return every(day.Add(9*time.Hour), 4*time.Second, 1800, func(i int) estate.Request {
		if i%2 == 0 {
			return estate.Request{Device: phone, Login: owner, Command: "Sync", EAS: 142, Error: "DeviceNotProvisioned"}
		}
		return estate.Request{Device: phone, Login: owner, Command: "Provision", EAS: 1}
	})
}
