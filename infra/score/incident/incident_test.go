package incident

import (
	"reflect"
	"regexp"
	"slices"
	"testing"
)

// TestSeed: a seed gives the same corpus each time, and another one another.
func TestSeed(t *testing.T) {
	for _, l := range Layouts {
		a, b, c := New(1, l, 1, 5, Noise{}), New(1, l, 1, 5, Noise{}), New(2, l, 1, 5, Noise{})
		if !reflect.DeepEqual(a.Requests, b.Requests) {
			t.Errorf("%s: two corpora of a seed differ", l.Name)
		}
		if len(a.Requests) == len(c.Requests) {
			t.Errorf("%s: the corpora of two seeds have %d requests each", l.Name, len(a.Requests))
		}
	}
}

// TestIncidents: each says where it was published and what should be found, and leaves
// requests that are its own.
func TestIncidents(t *testing.T) {
	for i := range incidents {
		in := &incidents[i]
		if _, err := regexp.Compile(in.words); err != nil || in.words == "" || in.source == "" || in.name == "" {
			t.Errorf("%+v: %v", in.name, err)
		}
		m := newMaker(1, Layouts[1], 1, Noise{})
		p := m.phone()
		in.ill(p)
		if sick := m.within(); len(sick) < 20 {
			t.Errorf("%s: %d requests", in.name, len(sick))
		}
	}
	all := slices.Concat(scenes, doorScenes, pastScenes)
	for i := range all {
		s := &all[i]
		if _, err := regexp.Compile(s.Words); err != nil || (s.Words == "" || len(s.Texts) == 0) && !s.Nothing || s.Source == "" {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
}
