package pairing

import (
	"slices"
	"strings"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/activity"
	"github.com/easreport/easreport/internal/persons"
)

// invented is how much of what senders choose there is on a day.
type invented struct {
	strangers int // devices on which nobody logged on
	devices   int // of the person who has most
	names     int // that requests claim, of accounts which nobody logged on with
}

// invented looks, once all rows have come. An error is of the scratch file.
func (d *Day) invented() (all invented, err error) {
	if err := d.Finish(); err != nil {
		return all, err
	}
	people := people{day: d, words: make(map[activity.Word]activity.Word), devices: make(map[activity.Word]int)}
	for rest := d.entries; len(rest) > 0; {
		n, known := 0, false
		people.next()
		for ; n < len(rest) && rest[n].group == rest[0].group; n++ {
			known = known || rest[n].known
			people.add(rest[n].name)
		}
		if !known {
			all.strangers++
		}
		rest = rest[n:]
	}
	all.devices, all.names = people.most(), d.claimed()
	return all, nil
}

// claimed is how many accounts are claimed that nobody logged on with.
func (d *Day) claimed() int {
	known, claimed := make(map[string]bool), make(map[string]bool)
	for _, c := range d.collectors {
		for names := range c.seen {
			if names.loggedOn {
				known[activesync.Account(d.words.Text(names.username))] = true
			}
			if names.queryUser != 0 {
				claimed[activesync.Account(d.words.Text(names.queryUser))] = true
			}
		}
	}
	for name := range known {
		delete(claimed, name)
	}
	return len(claimed)
}

// people count devices by who logs on on them.
type people struct {
	day     *Day
	words   map[activity.Word]activity.Word // names in lower case, by names as logged
	devices map[activity.Word]int
	names   []activity.Word // of the device being looked at
}

// next begins another device.
func (p *people) next() { p.names = p.names[:0] }

// add counts the device for a name, 0 for none.
func (p *people) add(name activity.Word) {
	if name == 0 {
		return
	}
	person, known := p.words[name]
	if !known {
		person = p.day.words.Of(strings.ToLower(p.day.words.Text(name)))
		p.words[name] = person
	}
	if !slices.Contains(p.names, person) {
		p.names = append(p.names, person)
		p.devices[person]++
	}
}

// most is how many devices the person has who has most.
func (p *people) most() (most int) {
	for person, n := range p.devices {
		if n > most && isPerson(p.day.words.Text(person)) {
			most = n
		}
	}
	return most
}

// isPerson reports whether a name is of neither a server, a SID nor a probe: these have the
// devices of many.
func isPerson(name string) bool {
	return persons.KindOf(name) < persons.SID && !activesync.IsProbe(name)
}
