package page

import (
	"fmt"

	"github.com/easreport/easreport/internal/report"
)

// users are those with several devices.
type users struct {
	Summary string
	Users   []user
	// Folded are those that are not seen at first.
	Folded []user
}

type user struct {
	User, N, Hits string
	Devices       []userDevice
	More          string
}

type userDevice struct{ Device, Kind, Hits, Failures string }

const (
	// openUsers is how many users are seen at first.
	openUsers = 8
	// userDevices is how many devices of a user are named.
	userDevices = 8
)

// newUsers is nil where no user has several devices.
func newUsers(s *report.SharedUsers) *users {
	if s.N == 0 {
		return nil
	}
	all := &users{Summary: plural(int64(s.N), "user has several devices", "users have several devices")}
	if len(s.Users) < s.N {
		all.Summary += fmt.Sprintf("; these are the %s with the most", count(int64(len(s.Users))))
	}
	all.Summary += ". Each device has a copy of the password and a state in the mailbox."
	for i := range s.Users {
		u := newUser(&s.Users[i])
		if i < openUsers {
			all.Users = append(all.Users, u)
		} else {
			all.Folded = append(all.Folded, u)
		}
	}
	return all
}

func newUser(s *report.SharedUser) user {
	u := user{User: name(s.User), N: count(int64(s.N)), Hits: count(s.Hits)}
	for _, d := range s.Devices[:min(len(s.Devices), userDevices)] {
		shown := userDevice{Device: name(d.DeviceID), Kind: name(d.DeviceType), Hits: plural(d.Hits, "request", "requests")}
		if d.Failures > 0 {
			shown.Failures = count(d.Failures) + " failed"
		}
		u.Devices = append(u.Devices, shown)
	}
	u.More = andMore(s.N, len(u.Devices))
	return u
}
