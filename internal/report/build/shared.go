package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/lake"
)

// sharedUsers looks for accounts with several devices.
func (c *collection) sharedUsers() (s SharedUsers) {
	type account struct {
		hits  int64
		units []uint32
	}
	several := make(map[lake.Word]*account) // nil until there is a second device
	for i := range c.units {
		if u := &c.units[i]; u.named() {
			if _, seen := several[u.account]; !seen {
				several[u.account] = nil
			} else if several[u.account] == nil {
				several[u.account] = new(account)
			}
		}
	}
	for i := range c.units {
		if u := &c.units[i]; u.named() && several[u.account] != nil {
			a := several[u.account]
			a.hits += u.hits
			a.units = append(a.units, uint32(i))
		}
	}
	var words []lake.Word
	for word, a := range several {
		if a != nil {
			words = append(words, word)
		}
	}
	slices.SortFunc(words, func(i, k lake.Word) int {
		a, b := several[i], several[k]
		return cmp.Or(cmp.Compare(len(b.units), len(a.units)), cmp.Compare(b.hits, a.hits),
			strings.Compare(c.texts.Of(i), c.texts.Of(k)))
	})
	s.N = len(words)
	for _, word := range words[:min(len(words), MaxSharedUsers)] {
		a := several[word]
		c.sortByHits(a.units)
		user := SharedUser{User: c.texts.Of(c.units[a.units[0]].user), Hits: a.hits, N: len(a.units)}
		for _, i := range a.units[:min(len(a.units), MaxUserDevices)] {
			u := &c.units[i]
			user.Devices = append(user.Devices, UserDevice{
				DeviceID: c.texts.Of(u.names.device), DeviceType: c.texts.Of(u.kind), Hits: u.hits, Failures: u.failures,
			})
		}
		s.Users = append(s.Users, user)
	}
	return s
}

// named tells that a unit is a device with an id, of an account.
func (u *unit) named() bool { return !u.probe && u.device != 0 && u.account != 0 }
