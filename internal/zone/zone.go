// Package zone finds time zones by the names that people have for them: those of the time zone
// database (Europe/Berlin), and those of Windows (W. Europe Standard Time).
package zone

import (
	"fmt"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/suggest"
)

// Load returns the time zone of a name. Names of Windows are known in any case. UTC and Local,
// this machine's zone, are names too.
func Load(name string) (*time.Location, error) {
	if known := windows[strings.ToLower(name)]; known.zone != "" {
		return load(known.zone)
	}
	if name == "" { // which package time takes for UTC
		return nil, fmt.Errorf("no time zone is named")
	}
	location, err := load(name)
	if err == nil {
		return location, nil
	}
	message := fmt.Sprintf("there is no time zone %q", name)
	near := ofPlace(name)
	if near == nil {
		near = suggest.Near(name, names())
	}
	if near != nil {
		message += "; did you mean " + strings.Join(near, ", ") + "?"
	}
	return nil, fmt.Errorf("%s", message)
}

// ofPlace returns the zones of a place that is named without its part of the world: Berlin, new york.
func ofPlace(name string) (zones []string) {
	var place strings.Builder
	for word := range strings.FieldsFuncSeq(strings.ToLower(name), func(c rune) bool { return c == ' ' || c == '_' }) {
		if place.Len() > 0 {
			place.WriteByte('_')
		}
		place.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	for _, part := range []string{"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"} {
		if zone := part + "/" + place.String(); place.Len() > 0 {
			if _, err := load(zone); err == nil {
				zones = append(zones, zone)
			}
		}
	}
	return zones
}

// LoadIANA returns the time zone of a name of the time zone database, for what must have such a name:
// the schedules of EventBridge Scheduler. The error for a name of Windows has the name to use.
func LoadIANA(name string) (*time.Location, error) {
	location, err := Load(name)
	switch {
	case err != nil:
		return nil, err
	case location == time.Local:
		return nil, fmt.Errorf("%q is the zone of whichever machine runs this: use a name such as Europe/Berlin", name)
	case location.String() != name:
		return nil, fmt.Errorf("%q is a name of Windows: use its IANA name, %s", name, location)
	}
	return location, nil
}

func load(name string) (*time.Location, error) {
	location, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("loading time zone %s: %w", name, err)
	}
	return location, nil
}
