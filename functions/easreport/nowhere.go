package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/report/assemble"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/suggest"
)

// nowhere returns a message for each device and user that the report was asked for and that has
// no request in it, with those of similar names.
func nowhere(ctx context.Context, lake store.Reader, r *report.Report) (messages []string, err error) {
	found := namesIn(r)
	devices := absentFrom(found.devices, r.Query.DeviceIDs, activesync.FoldDevice)
	users := absentFrom(found.users, r.Query.Users, activesync.Account)
	if len(devices)+len(users) == 0 {
		return nil, nil
	}
	q := r.Query
	q.DeviceIDs, q.Users, q.TopHits, q.BucketSeconds, q.ByUserAgent = nil, nil, 0, 0, false
	whole, err := assemble.Report(ctx, lake, q)
	if err != nil {
		return nil, fmt.Errorf("looking for similar names: %w", err)
	}
	all := namesIn(whole)
	messages = advice("device", all.devices, devices, activesync.FoldDevice)
	messages = append(messages, advice("user", all.users, users, activesync.Account)...)
	if len(messages) == 0 && r.Devices.Len() == 0 {
		messages = []string{"none of these devices has requests of these users in this time"}
	}
	return messages, nil
}

// seenNames are the devices and users of a report as shown, by their folded names.
type seenNames struct{ devices, users map[string]string }

func namesIn(r *report.Report) seenNames {
	seen := seenNames{make(map[string]string), make(map[string]string)}
	var row report.Row
	for i := range r.Devices.Len() {
		r.Devices.Get(i, &row)
		seen.devices[activesync.FoldDevice(row.DeviceID)] = row.DeviceID
		seen.users[activesync.Account(row.User)] = row.User
	}
	return seen
}

// absentFrom returns the names that are not among those seen.
func absentFrom(seen map[string]string, asked []string, fold func(string) string) (absent []string) {
	for _, name := range asked {
		if _, is := seen[fold(name)]; !is {
			absent = append(absent, name)
		}
	}
	return absent
}

// advice says of names that nobody has which ones they may have been meant for.
func advice(thing string, seen map[string]string, names []string, fold func(string) string) (messages []string) {
	folded := slices.Sorted(maps.Keys(seen))
	for _, name := range absentFrom(seen, names, fold) {
		message := fmt.Sprintf("no requests of %s %q in this time", thing, name)
		var near []string
		for _, other := range suggest.Near(fold(name), folded) {
			near = append(near, seen[other])
		}
		if near != nil {
			message += "; did you mean " + strings.Join(near, ", ") + "?"
		}
		messages = append(messages, message)
	}
	return messages
}
