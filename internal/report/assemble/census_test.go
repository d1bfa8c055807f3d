package assemble

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/hostile"
	"github.com/easreport/easreport/internal/pairing"
	"github.com/easreport/easreport/internal/report"
)

// siege is a day on which strangers send requests under more ids than memory holds, each from
// an address and with an agent of its own, and two people log on with too many ids; and what
// is right to say of it.
type siege struct {
	rows      []seen
	hits      int64            // of all
	phones    map[string]int64 // requests by id, as logged
	strangers int
	beyond    map[string]int64 // ids by name
	insiders  int              // ids that have rows
}

const (
	siegeStrangers = 3000
	siegePhones    = 60
	siegeLimit     = 100 // devices of a person
	siegeIDs       = 350 // of mallory
	siegeShared    = 40  // ids that mallory and trudy both log on with
)

func newSiege(random hostile.Random) *siege {
	s := &siege{phones: make(map[string]int64), strangers: siegeStrangers, beyond: make(map[string]int64)}
	add := func(r seen, hits int64) {
		r.at = fmt.Sprintf("%02d:%02d", random.IntN(24), random.IntN(60))
		r.hits = hits
		s.rows, s.hits = append(s.rows, r), s.hits+hits
	}
	for i := range siegeStrangers {
		r := seen{
			user: "-", queryUser: fmt.Sprint("nobody", i), device: fmt.Sprint("INVENTED", i), agent: fmt.Sprint("agent", i),
			client: fmt.Sprintf("2001:db8::%x", i), status: []int32{401, 403, 404, 302}[random.IntN(4)],
		}
		add(r, 1+random.Int64N(9))
	}
	for i := range siegePhones { // most send less than a stranger does
		id, hits := fmt.Sprint("PHONE", i), 1+random.Int64N(3)
		add(seen{user: fmt.Sprint(`CONTOSO\user`, i), device: id, agent: fmt.Sprint("Phone/", i), client: fmt.Sprint("203.0.113.", i)}, hits)
		s.phones[id] = hits
	}
	for i := range siegeIDs {
		hits := 1 + random.Int64N(2)
		if i < siegeLimit {
			hits = 20 + random.Int64N(9)
		}
		add(seen{user: `CONTOSO\mallory`, device: fmt.Sprint("MALLORY", i)}, hits)
		if i < siegeLimit || i >= siegeLimit+siegeShared {
			continue
		}
		add(seen{user: `CONTOSO\trudy`, device: fmt.Sprint("MALLORY", i)}, 1)
	}
	for i := range siegeLimit {
		add(seen{user: `CONTOSO\trudy`, device: fmt.Sprint("TRUDY", i)}, 5)
	}
	s.insiders = 2 * siegeLimit
	s.beyond[`contoso\mallory`] = siegeIDs - siegeLimit // those of both are the first one's
	return s
}

// lake has the rows in several files and any order.
func (s *siege) lake(random hostile.Random) []file {
	random.Shuffle(len(s.rows), func(i, k int) { s.rows[i], s.rows[k] = s.rows[k], s.rows[i] })
	files := make([]file, 1+random.IntN(4))
	for i := range files {
		files[i] = file{name: fmt.Sprintf("%d.log", i), groups: 1 + random.IntN(20)}
	}
	for _, r := range s.rows {
		to := &files[random.IntN(len(files))]
		to.rows = append(to.rows, r)
	}
	return slices.DeleteFunc(files, func(f file) bool { return len(f.rows) == 0 })
}

// TestCensusInLittleRoom: however little a census may hold, and in whatever order rows come,
// phones are themselves, persons have their busiest devices, and all requests count.
func TestCensusInLittleRoom(t *testing.T) {
	random := hostile.New(t)
	s := newSiege(random)
	var before []string
	for _, room := range []int{64, 300, 2000, 1 << 16, 0} {
		lake := lakeOf(t, s.lake(random)...)
		r, err := Report(t.Context(), lake, christmas(), WithLimits(pairing.Limits{Strangers: 1000, Names: 1000, Devices: siegeLimit, Texts: 1 << 30, Room: room}))
		if err != nil {
			t.Fatal(err)
		}
		rows := s.check(t, r)
		if before != nil {
			if diff := gocmp.Diff(before, rows); diff != "" {
				t.Errorf("rows with room for %d (-before +now):\n%s", room, diff)
			}
		}
		before = rows
		folds := r.Folded.Days[r.Folded.FoldedDays()[0]]
		if diff := gocmp.Diff(s.beyond, folds.Beyond); diff != "" {
			t.Errorf("room for %d: beyond (-want +got):\n%s", room, diff)
		}
		off := math.Abs(float64(folds.Strangers)/float64(s.strangers) - 1)
		if exact := room == 0 || room == 1<<16; exact != !folds.About || exact && off != 0 || room > 64 && off > 0.6 {
			t.Errorf("room for %d: %d strangers, about: %v; want %d", room, folds.Strangers, folds.About, s.strangers)
		}
	}
}

// check checks the rows of a report, and returns those of phones and persons.
func (s *siege) check(t *testing.T, r *report.Report) (rows []string) {
	t.Helper()
	if r.Totals.Hits != s.hits {
		t.Errorf("%d requests, want %d", r.Totals.Hits, s.hits)
	}
	phones, insiders := make(map[string]int64), make(map[string]bool)
	for row := range r.Rows.All() {
		switch id := row.DeviceID; {
		case strings.HasPrefix(id, "PHONE"):
			phones[id] += row.Hits
			rows = append(rows, fmt.Sprint(id, row.Hits, row.User, row.UserAgent, row.Client))
			if row.Client != "203.0.113."+id[len("PHONE"):] || row.UserAgent != "Phone/"+id[len("PHONE"):] {
				t.Errorf("%s from %q with %q", id, row.Client, row.UserAgent)
			}
		case strings.HasPrefix(id, "MALLORY"), strings.HasPrefix(id, "TRUDY"):
			insiders[id] = true
			if row.Hits < 5 {
				t.Errorf("%s has %d requests, and a row", id, row.Hits)
			}
		case strings.HasPrefix(id, "INVENTED"):
			t.Errorf("%s has a row", id)
		}
	}
	if diff := gocmp.Diff(s.phones, phones); diff != "" {
		t.Errorf("phones (-want +got):\n%s", diff)
	}
	if len(insiders) != s.insiders {
		t.Errorf("%d ids of insiders have rows, want %d", len(insiders), s.insiders)
	}
	slices.Sort(rows)
	return rows
}
