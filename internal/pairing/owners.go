package pairing

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/lake"
)

// owners knows who logged on on which devices: of each device by its hash, and by name only
// those that may be told apart, as many of a person as the limit has.
type owners struct {
	limit   int                // devices of a person, 0: any number
	sets    map[string]*shared // by the persons
	nobodys map[uint64]bool    // devices on which no person logged on by a name
	all     []uint64           // devices on which persons did, ascending
}

// shared are the devices on which the same persons logged on.
type shared struct {
	persons []uint64 // ascending
	n       int
	busiest []busy
}

// busy is a device and its requests.
type busy struct {
	device uint64
	hits   int64
}

func newOwners(limit int) owners {
	return owners{limit: limit, sets: make(map[string]*shared), nobodys: make(map[uint64]bool)}
}

// add takes devices whose hashes are above those before.
func (o *owners) add(devices map[uint64]int64, logons map[logon]bool) {
	order := slices.SortedFunc(maps.Keys(logons), func(a, b logon) int {
		return cmp.Or(cmp.Compare(a.device, b.device), cmp.Compare(a.person, b.person))
	})
	var set []byte
	for len(order) > 0 {
		n := 0
		for set = set[:0]; n < len(order) && order[n].device == order[0].device; n++ {
			set = binary.BigEndian.AppendUint64(set, order[n].person)
		}
		of := o.sets[string(set)]
		if of == nil {
			of = new(shared)
			for _, l := range order[:n] {
				of.persons = append(of.persons, l.person)
			}
			o.sets[string(set)] = of
		}
		device := order[0].device
		of.add(busy{device, devices[device]}, o.limit)
		o.all = append(o.all, device)
		order = order[n:]
	}
	for device := range devices {
		if _, owned := slices.BinarySearch(o.all, device); !owned {
			o.nobodys[device] = true
		}
	}
}

// add keeps the busiest devices, up to twice the limit.
func (s *shared) add(b busy, limit int) {
	s.n++
	if s.busiest = append(s.busiest, b); limit > 0 && len(s.busiest) >= 2*limit {
		s.busiest = busiest(s.busiest, limit)
	}
}

func busiest(all []busy, limit int) []busy {
	slices.SortFunc(all, func(a, b busy) int { return cmp.Or(cmp.Compare(b.hits, a.hits), cmp.Compare(a.device, b.device)) })
	return all[:min(len(all), limit)]
}

// loggedOnOn reports whether somebody logged on on a device.
func (o *owners) loggedOnOn(device uint64) bool {
	if o.nobodys[device] {
		return true
	}
	_, owned := slices.BinarySearch(o.all, device)
	return owned
}

// judge finds the devices that are told apart: all but the least busy ones of persons who have
// more than the limit. A device on which somebody else logs on, too, is none of these. It
// counts the others by name.
func (o *owners) judge(names map[uint64]string) (apart map[uint64]bool, beyond map[string]int64) {
	apart = maps.Clone(o.nobodys)
	many := o.many()
	candidates := make(map[uint64][]busy)
	for _, s := range o.sets {
		if !s.of(many) {
			for _, b := range s.busiest {
				apart[b.device] = true
			}
			continue
		}
		for _, person := range s.persons {
			candidates[person] = append(candidates[person], s.busiest...)
		}
	}
	for _, all := range candidates {
		for _, b := range busiest(all, o.limit) {
			apart[b.device] = true
		}
	}
	for _, s := range o.sets {
		if !s.of(many) {
			continue
		}
		folded := s.n
		for _, b := range s.busiest {
			if apart[b.device] {
				folded--
			}
		}
		if folded > 0 {
			if beyond == nil {
				beyond = make(map[string]int64)
			}
			beyond[s.name(names)] += int64(folded)
		}
	}
	return apart, beyond
}

// many are the persons who have more devices than the limit.
func (o *owners) many() map[uint64]bool {
	counts, many := make(map[uint64]int), make(map[uint64]bool)
	if o.limit == 0 {
		return many
	}
	for _, s := range o.sets {
		for _, person := range s.persons {
			if counts[person] += s.n; counts[person] > o.limit {
				many[person] = true
			}
		}
	}
	return many
}

// of reports whether all persons are among some.
func (s *shared) of(some map[uint64]bool) bool {
	return !slices.ContainsFunc(s.persons, func(person uint64) bool { return !some[person] })
}

// name is the first of the persons' names.
func (s *shared) name(names map[uint64]string) string {
	return names[slices.MinFunc(s.persons, func(a, b uint64) int { return strings.Compare(names[a], names[b]) })]
}

// fates returns what becomes of the rows of a device, by the devices that are told apart.
func (o *owners) fates(apart map[uint64]bool, strangers lake.Fate) func(device uint64) lake.Fate {
	return func(device uint64) lake.Fate {
		if apart[device] {
			return lake.AsItIs
		}
		if _, owned := slices.BinarySearch(o.all, device); owned {
			return lake.Beyond
		}
		return strangers
	}
}
