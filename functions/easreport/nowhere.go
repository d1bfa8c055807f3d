package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/persons"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/suggest"
)

// nowhere returns a message for each device and user that the report was asked for and that has
// no request in it, with those of similar names.
func nowhere(ctx context.Context, from origin, r *report.Report) (messages []string, err error) {
	found := namesIn(r)
	devices, users := found.absentDevices(r.Query.DeviceIDs), found.absentUsers(r.Query.Users)
	if found.someElse(r.Query.Users) {
		users = nil
	}
	if len(devices)+len(users) == 0 {
		return nil, nil
	}
	q := r.Query
	q.DeviceIDs, q.Users, q.TopHits, q.BucketSeconds, q.ByUserAgent = nil, nil, 0, 0, false
	whole, err := assemble.Report(ctx, from.lake, q, from.building()...)
	if err != nil {
		return nil, fmt.Errorf("looking for similar names: %w", err)
	}
	all := namesIn(whole)
	for _, device := range all.absentDevices(devices) {
		messages = append(messages, absent("device", device, all.devices, activesync.FoldDevice))
	}
	for _, user := range all.absentUsers(users) {
		messages = append(messages, absent("user", user, all.users, activesync.Account))
	}
	if len(messages) == 0 && r.Devices.Len() == 0 {
		messages = []string{"none of these devices has requests of these users in this time"}
	}
	return messages, nil
}

// seenNames are the devices and users of a report as shown, by their names folded.
type seenNames struct{ devices, users map[string]string }

func namesIn(r *report.Report) seenNames {
	seen := seenNames{make(map[string]string), make(map[string]string)}
	var row report.Row
	for i := range r.Devices.Len() {
		r.Devices.Get(i, &row)
		seen.devices[activesync.FoldDevice(row.DeviceID)] = row.DeviceID
		seen.users[strings.ToLower(row.User)] = row.User
	}
	return seen
}

func (s seenNames) absentDevices(asked []string) (absent []string) {
	for _, id := range asked {
		if _, seen := s.devices[activesync.FoldDevice(id)]; !seen {
			absent = append(absent, id)
		}
	}
	return absent
}

// absentUsers are those asked for by a name that is nobody's.
func (s seenNames) absentUsers(asked []string) (absent []string) {
	for _, name := range asked {
		if !s.explains(func(shown string) bool { return persons.Matches(name, shown) }) {
			absent = append(absent, name)
		}
	}
	return absent
}

// explains reports whether one of the users is as is.
func (s seenNames) explains(is func(shown string) bool) bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(s.users)), is)
}

// someElse reports whether the report on users shows one by a name that is unlike all those asked
// for: then it cannot be said which of them has no requests.
func (s seenNames) someElse(asked []string) bool {
	return s.explains(func(shown string) bool {
		return !slices.ContainsFunc(asked, func(name string) bool { return persons.Matches(name, shown) })
	})
}

// absent says that a name is nowhere, and which ones it may have been meant for: those that are
// like it when folded, so that a domain counts for nothing.
func absent(thing, name string, seen map[string]string, fold func(string) string) string {
	message := fmt.Sprintf("no requests of %s %q in this time", thing, name)
	shown := make(map[string]string, len(seen))
	for _, other := range slices.Sorted(maps.Values(seen)) {
		shown[fold(other)] = other
	}
	var near []string
	for _, other := range suggest.Near(fold(name), slices.Sorted(maps.Keys(shown))) {
		near = append(near, shown[other])
	}
	if near != nil {
		message += "; did you mean " + strings.Join(near, ", ") + "?"
	}
	return message
}
