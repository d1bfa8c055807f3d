package pairing

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
)

// maxTexts is how many bytes of texts of a column stay, once rows are folded: names of half
// a million users, 20,000 agents and types, and more of the others than Exchange has.
func maxTexts(column int) int64 {
	switch textColumns[column] {
	case "cs_username", "query_user":
		return 16 << 20
	case "user_agent", "device_type":
		return 1 << 20
	}
	return 64 << 10
}

// Folding folds the rows of strangers, and of the devices that a person has beyond the
// limit, the least busy ones. Of the texts in them those stay that name an account which
// logged on elsewhere, and the commands of ActiveSync. Of all rows the texts stay that most
// requests have. Once it was called, no rows are to be counted any more.
func (c *Census) Folding() (*lake.Folding, *lake.Folds) {
	folds := &lake.Folds{Beyond: c.judge(), Strangers: c.strangers()}
	claims := c.falseClaims()
	kept := make(map[string]map[uint64]bool)
	for i, column := range textColumns {
		var left int
		if kept[column], left = c.texts[i].most(maxTexts(i)); i == queryUsers && claims > 0 {
			left = claims
		}
		folds.Texts += int64(left)
		c.texts[i] = nil
	}
	known := func(name []byte) bool { return c.accounts[hashOfAccount(string(name))] }
	return &lake.Folding{
		Fate:  func(id []byte) lake.Fate { return c.devices[hashOfDevice(id)].fate },
		Names: known, Commands: isCommand, Other: FoldedText,
		Keeps: func(column string, text []byte) bool {
			if claims > 0 && column == textColumns[queryUsers] && !known(text) {
				return false
			}
			return kept[column] == nil || kept[column][hashOf(text)]
		},
	}, folds
}

// falseClaims is how many accounts are claimed that nobody logged on with, if these or all
// texts are too many.
func (c *Census) falseClaims() (n int) {
	for account := range c.claimed {
		if !c.accounts[account] {
			n++
		}
	}
	if n <= c.limits.Strangers && !c.excess.Texts {
		return 0
	}
	return n
}

// strangers finds the devices on which nobody logged on. Where neither they nor texts are too
// many, they stay as they are.
func (c *Census) strangers() (n int64) {
	var all []uint64
	for device, s := range c.devices {
		if !s.known {
			all = append(all, device)
		}
	}
	if len(all) <= c.limits.Strangers && !c.excess.Texts {
		return 0
	}
	for _, device := range all {
		s := c.devices[device]
		s.fate = lake.Stranger
		c.devices[device] = s
	}
	return int64(len(all))
}

// judge finds the devices that persons have beyond the limit, and counts them by name. A
// device on which somebody else logs on, too, is none of them.
func (c *Census) judge() map[string]int64 {
	if c.limits.Devices == 0 {
		return nil
	}
	counts := make(map[uint64]int)
	for l := range c.logons {
		counts[l.person]++
	}
	maps.DeleteFunc(counts, func(_ uint64, n int) bool { return n <= c.limits.Devices })
	if len(counts) == 0 {
		return nil
	}
	others := make(map[uint64]bool) // devices of those who have few
	for l := range c.logons {
		if counts[l.person] == 0 {
			others[l.device] = true
		}
	}
	devices := make(map[uint64][]uint64)
	for l := range c.logons {
		if counts[l.person] > 0 && !others[l.device] {
			devices[l.person] = append(devices[l.person], l.device)
		}
	}
	return c.fold(devices)
}

// fold folds all but the busiest of each person's devices.
func (c *Census) fold(devices map[uint64][]uint64) map[string]int64 {
	kept := make(map[uint64]bool)
	for _, all := range devices {
		slices.SortFunc(all, func(a, b uint64) int {
			return cmp.Or(cmp.Compare(c.devices[b].hits, c.devices[a].hits), cmp.Compare(a, b))
		})
		for _, device := range all[:min(len(all), c.limits.Devices)] {
			kept[device] = true
		}
	}
	byName := slices.SortedFunc(maps.Keys(devices), func(a, b uint64) int { return strings.Compare(c.names[a], c.names[b]) })
	beyond := make(map[string]int64)
	for _, person := range byName {
		for _, device := range devices[person] {
			if s := c.devices[device]; !kept[device] && s.fate == lake.AsItIs {
				s.fate = lake.Beyond
				c.devices[device] = s
				beyond[c.names[person]]++
			}
		}
	}
	if len(beyond) == 0 {
		return nil
	}
	return beyond
}

// usages are texts by their hashes.
type usages map[uint64]usage

// most are the texts that most requests have, of equals the shorter ones, of so many bytes
// together, and how many others there are; nil if there are none.
func (u usages) most(bytes int64) (kept map[uint64]bool, left int) {
	var all int64
	for _, use := range u {
		all += use.bytes
	}
	if all <= bytes {
		return nil, 0
	}
	kept = make(map[uint64]bool)
	order := slices.SortedFunc(maps.Keys(u), func(a, b uint64) int {
		return cmp.Or(cmp.Compare(u[b].hits, u[a].hits), cmp.Compare(u[a].bytes, u[b].bytes), cmp.Compare(a, b))
	})
	for i, hash := range order {
		if bytes -= u[hash].bytes; bytes < 0 {
			return kept, len(order) - i
		}
		kept[hash] = true
	}
	return kept, 0
}

// FoldedText stands for the commands and error texts of folded rows.
const FoldedText = "(other)"

// isCommand reports whether a text is a command of ActiveSync as it is written in the lake.
func isCommand(text []byte) bool {
	for command := activesync.Ping; command < activesync.Other; command++ {
		if strings.EqualFold(command.String(), string(text)) {
			return true
		}
	}
	return false
}
