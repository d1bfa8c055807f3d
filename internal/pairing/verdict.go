package pairing

import (
	"strings"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
)

// maxTexts is how many bytes of texts of a column stay, once rows are folded: names and
// addresses of a million and a half, 20,000 agents and types, and more of the others than
// Exchange has.
func maxTexts(column int) int64 {
	switch textColumns[column] {
	case "cs_username", "query_user", "client_address":
		return 32 << 20
	case "user_agent", "device_type":
		return 1 << 20
	}
	return 64 << 10
}

// Folding folds the rows of strangers, and of the devices that a person has beyond the
// limit, the least busy ones. Of the texts in them those stay that name an account which
// logged on elsewhere, the commands of ActiveSync, and addresses. Of all rows the texts stay
// that most requests have: first of those for which somebody logged on. It is called when all
// is counted.
func (c *Census) Folding() (*lake.Folding, *lake.Folds) {
	apart, beyond := c.owners.judge(c.everybody.names)
	folds := &lake.Folds{Beyond: beyond}
	strangers := lake.AsItIs
	if folds.Strangers = c.strangers(folds); folds.Strangers > 0 {
		strangers = lake.Stranger
	}
	claims := c.falseClaims(folds)
	kept := make(map[string]map[uint64]bool)
	for i, column := range textColumns {
		var left int64
		if kept[column], left = c.keptTexts(i, folds); i == queryUsers && claims > 0 {
			left = claims
		}
		folds.Texts += left
	}
	fate := c.owners.fates(apart, strangers)
	known := func(name []byte) bool { return c.everybody.accounts[hashOfAccount(string(name))] }
	return &lake.Folding{
		Fate:  func(id []byte) lake.Fate { return fate(hashOfDevice(id)) },
		Names: known, Commands: isCommand, Other: FoldedText,
		Keeps: func(column string, text []byte) bool {
			if claims > 0 && column == textColumns[queryUsers] && !known(text) {
				return false
			}
			return kept[column] == nil || kept[column][hashOf(text)]
		},
	}, folds
}

// falseClaims is how many accounts are claimed that nobody logged on with, if these are too
// many to be named.
func (c *Census) falseClaims(folds *lake.Folds) int64 {
	claimed, n := &c.everybody.claimed, 0
	for account := range claimed.all {
		if !c.everybody.accounts[account] {
			n++
		}
	}
	all := claimed.standsFor(n)
	if c.limits.Names == 0 || all <= int64(c.limits.Names) {
		return 0
	}
	folds.About = folds.About || !claimed.whole()
	return all
}

// strangers is on how many devices nobody logged on; 0 where neither they nor texts are too
// many: they then stay as they are.
func (c *Census) strangers(folds *lake.Folds) int64 {
	devices, n := &c.everybody.devices, 0
	for device := range devices.all {
		if !c.owners.loggedOnOn(device) {
			n++
		}
	}
	all := devices.standsFor(n)
	if all <= int64(c.limits.Strangers) && !c.excess.Texts {
		return 0
	}
	folds.About = folds.About || !devices.whole()
	return all
}

// keptTexts are those of a column that stay, nil for all, and how many others there are.
// Texts that only those sent who did not log on come last; if there are so many that only a
// sample is known, none of them stays.
func (c *Census) keptTexts(column int, folds *lake.Folds) (kept map[uint64]bool, left int64) {
	proven, others := &c.proven[column], &c.everybody.texts[column]
	bytes := maxTexts(column) - proven.bytes
	var rest ranking
	if others.whole() {
		rest.add(others.all, max(bytes, 0))
		if proven.left()+rest.left() == 0 {
			return nil, 0
		}
		left = int64(rest.left())
	} else {
		left = others.standsFor(len(others.all))
		folds.About = true
	}
	kept = make(map[uint64]bool)
	for _, ranked := range [...][]rankedText{proven.best, rest.best} {
		for i := range ranked {
			kept[ranked[i].hash] = true
		}
	}
	return kept, left + int64(proven.left())
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
