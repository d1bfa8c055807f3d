package persons

import (
	"slices"
	"strings"
)

// Person is who a group of names is.
type Person struct {
	// Label is the name to show, in lower case: DOMAIN\name if that is known, else
	// name@domain, name or SID; of one kind the one with the most hits, then the smallest.
	Label string
	// Names are all, in lower case and in order.
	Names []string
	// Probe says that it is monitoring's mailbox.
	Probe bool
}

// Joined are the names in one text, joined by ;, "" where there is only one.
func (p *Person) Joined() string {
	if len(p.Names) < 2 {
		return ""
	}
	return strings.Join(p.Names, ";")
}

// PersonOf is the person of a label, with names as Joined writes them.
func PersonOf(label, joined string) Person {
	p := Person{Label: label, Names: []string{label}, Probe: parse(label).probe()}
	if joined != "" {
		p.Names = strings.Split(joined, ";")
	}
	return p
}

// Persons are those of a day.
type Persons struct {
	All []Person
	// Void are the claims of rows that were not believed: pairs of names, in order.
	Void [][2]string

	of    map[string]int   // by name in lower case
	local map[onDevice]int // nobody: of several people on this device, too
	apart map[string]bool  // the names in local
}

// onDevice is a name on a device.
type onDevice struct{ name, device string }

// nobody is the place of no person.
const nobody = -1

// Known are persons who were found out before. What was not believed then is not known, nor
// on which devices a name is of somebody else.
func Known(all []Person) *Persons {
	p := &Persons{All: all}
	p.number()
	return p
}

// number brings the persons in order.
func (p *Persons) number() {
	p.of = make(map[string]int)
	slices.SortFunc(p.All, func(a, b Person) int { return strings.Compare(a.Label, b.Label) })
	for i := range p.All {
		for _, text := range p.All[i].Names {
			p.of[text] = i
		}
	}
}

// SomeApart reports whether there are names that are Apart.
func (p *Persons) SomeApart() bool { return len(p.apart) > 0 }

// Apart reports whether a name as logged is of several people, of which one is known by the
// device.
func (p *Persons) Apart(name string) bool { return p.apart[strings.ToLower(name)] }

// Of returns the place in All of the person whom a row of a device is shown under, -1:
// nobody, also where a name without a domain is that of two people on one device: such a row
// may be of either. It reports whether that person logged on, rather than being named by
// somebody.
func (p *Persons) Of(r Row, device string) (person int, loggedOn bool) {
	user, said := parse(r.Username), parse(r.QueryUser)
	i, known := p.of[user.text]
	if at, apart := p.local[onDevice{user.text, device}]; apart {
		if i = at; i == nobody {
			return nobody, false
		}
	}
	switch {
	case user.kind == Nobody || !known:
	case user.names(), !said.names(), KindOf(p.All[i].Label) < SID:
		return i, r.LoggedOn
	}
	if i, known := p.of[said.text]; known && said.kind != Nobody {
		return i, false
	}
	return nobody, false
}
