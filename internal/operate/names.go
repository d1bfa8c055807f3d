package operate

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/compact"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/persons"
)

// Names are what a lake calls a user who was to be forgotten, in lower case and in order.
type Names struct {
	// Forgotten are those whose rows went, or would go.
	Forgotten []string `json:"forgotten,omitempty"`
	// Others may be the same person's, and stay: they are spelled alike, or a day's rows
	// have them as one person.
	Others []string `json:"others,omitempty"`
}

// user is who is to be forgotten. Everybody has all quotes and no rows.
type user struct {
	names  []string // as given
	proven []string // to be the same person's

	mu   sync.Mutex
	seen map[string]bool // names of the lake, in lower case: whether they are forgotten
}

// everybody has no name.
var everybody = &user{}

// is reports whether a name of the lake is the user's, and notes those that may be. Several
// names of one person come joined by ;, and then each.
func (u *user) is(name string) bool {
	if len(u.names) == 0 || name == "" {
		return false
	}
	if all := strings.Split(name, ";"); len(all) > 1 && slices.ContainsFunc(all, u.given) {
		for _, one := range all {
			u.note(one, u.given(one))
		}
	}
	given := u.given(name)
	if given || slices.ContainsFunc(u.names, func(asked string) bool { return persons.Matches(asked, name) }) {
		u.note(name, given)
	}
	return given
}

func (u *user) given(name string) bool {
	return slices.ContainsFunc(u.names, func(given string) bool { return persons.Given(given, name) }) ||
		slices.ContainsFunc(u.proven, func(proven string) bool { return strings.EqualFold(proven, name) })
}

func (u *user) note(name string, forgotten bool) {
	if u.seen == nil {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.seen[strings.ToLower(name)] = forgotten
}

// told are the names that were seen.
func (u *user) told() (n Names) {
	for _, name := range slices.Sorted(maps.Keys(u.seen)) {
		if u.seen[name] {
			n.Forgotten = append(n.Forgotten, name)
		} else {
			n.Others = append(n.Others, name)
		}
	}
	return n
}

// speaksOf reports whether the text of a rejected line may name the user. It errs on the side
// of taking out too much: such a line has no fields by which to tell.
func (u *user) speaksOf(text string) bool {
	if len(u.names) == 0 {
		return true
	}
	return slices.ContainsFunc(slices.Concat(u.names, u.proven), func(name string) bool { return quotes(text, activesync.Account(name)) })
}

// addProven adds the names that some day's rows prove to be the user's, on any day.
func (f *Forget) addProven(ctx context.Context, u *user) error {
	days, err := lake.Days(ctx, f.Lake)
	if err != nil {
		return fmt.Errorf("listing the lake's days: %w", err)
	}
	c := compact.Compactor{Lake: f.Lake, TempDir: f.TempDir}
	var all []persons.Person
	for _, day := range days {
		proven, err := c.Proven(ctx, day)
		if err != nil {
			return fmt.Errorf("looking for other names on %s: %w", day, err)
		}
		all = append(all, proven...)
	}
	for before := -1; before < len(u.proven); {
		before = len(u.proven)
		for _, p := range all {
			if slices.ContainsFunc(p.Names, u.given) {
				u.proven = append(u.proven, slices.DeleteFunc(slices.Clone(p.Names), u.given)...)
			}
		}
	}
	return nil
}
