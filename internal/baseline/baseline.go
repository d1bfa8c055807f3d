package baseline

import (
	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
)

// DefaultDays is how many days before the report's first one are looked at.
const DefaultDays = 14

// MaxDays bounds what a Baseline remembers: 12 bytes for each device and day.
const MaxDays = 366

// Habit is what a device, or the estate, did on a day.
type Habit struct {
	// Days is how many days it is told from: the whole days on which the device
	// was seen. With 0 the rest means nothing.
	Days int
	// Hits, HitsWithoutPing and Failures are requests a day.
	Hits, HitsWithoutPing, Failures Spread
}

// Baseline is what was usual on the days before a report. Monitoring probes are
// not in it.
type Baseline struct {
	// Wanted is how many days were asked for, Days how many of them it rests on.
	// With 0 Days there is no baseline yet.
	Wanted, Days int
	// Tables are those that were read, also those ignored: equal ones, equal baselines.
	Tables []Table
	// Ignored is how many days have a table that does not count: something was
	// missing in it, it is of another time zone, or it is damaged.
	Ignored int

	counted []int                // days that count, by how far they are before the report's first
	estate  [][quantities]uint64 // by day that counts
	perUser map[lake.Word]int    // devices, by account
	units   map[unit]uint32
	values  [][quantities]uint32 // Wanted of each unit
	words   *lake.Words
}

// Table is a devices table, with the ETag of what was read of it.
type Table struct{ Key, ETag string }

// unit is a device and account, folded.
type unit struct{ device, account lake.Word }

// quantities are hits, hits without Ping, and failures.
const quantities = 3

// Device is the habit of a user's device, whichever way the names are spelled;
// false if it was not seen.
func (b *Baseline) Device(user, device string) (Habit, bool) {
	n, seen := b.units[b.unit(user, device)]
	if !seen {
		return Habit{}, false
	}
	days := b.values[int(n)*b.Wanted : (int(n)+1)*b.Wanted]
	var found [quantities][]float64
	for _, day := range days {
		if day[0] == 0 {
			continue // not seen
		}
		for q, v := range day {
			found[q] = append(found[q], float64(v))
		}
	}
	return newHabit(found), true
}

// Estate is what all devices together did on a day.
type Estate struct {
	Habit
	// Devices and Users are how many different ones were seen, as in report.Totals.
	Devices, Users Spread
}

// Estate is the habit of all devices together.
func (b *Baseline) Estate() Estate {
	var found [quantities][]float64
	for _, day := range b.estate {
		for q, v := range day {
			found[q] = append(found[q], float64(v))
		}
	}
	devices, users := b.crowds()
	return Estate{newHabit(found), newSpread(devices), newSpread(users)}
}

// crowds count the different devices and users of each day that counts.
func (b *Baseline) crowds() (devices, users []float64) {
	for _, day := range b.counted {
		ids, accounts := make(map[lake.Word]bool), make(map[lake.Word]bool)
		for u, n := range b.units {
			if b.values[int(n)*b.Wanted+day][0] > 0 {
				ids[u.device], accounts[u.account] = true, true
			}
		}
		delete(ids, 0)
		delete(accounts, 0)
		devices, users = append(devices, float64(len(ids))), append(users, float64(len(accounts)))
	}
	return devices, users
}

// Devices is how many different devices of a user were seen.
func (b *Baseline) Devices(user string) int { return b.perUser[b.unit(user, "").account] }

func newHabit(found [quantities][]float64) Habit {
	return Habit{Days: len(found[0]), Hits: newSpread(found[0]), HitsWithoutPing: newSpread(found[1]), Failures: newSpread(found[2])}
}

func (b *Baseline) unit(user, device string) unit {
	return unit{b.words.Of(activesync.FoldDevice(device)), b.words.Of(activesync.Account(user))}
}
