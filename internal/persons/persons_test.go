package persons

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// served and refused are rows of somebody who logged on and of somebody who did not get in.
func served(username, queryUser string) Row {
	return Row{Username: username, QueryUser: queryUser, LoggedOn: true, Succeeded: true}
}

func refused(username, queryUser string) Row { return Row{Username: username, QueryUser: queryUser} }

// at is that a name logs on on devices.
type at struct {
	name    string
	devices []string
}

func TestPersons(t *testing.T) {
	for _, c := range []struct {
		name  string
		rows  []Row
		pairs [][3]string
		on    []at
		want  []string // labels and names
		void  [][2]string
	}{
		{
			name: "three spellings of one name",
			rows: []Row{served(`CONTOSO\anna`, ""), served("Anna", ""), served("anna@contoso.com", "")},
			want: []string{`contoso\anna: anna anna@contoso.com contoso\anna`},
		},
		{
			name: "two domains",
			rows: []Row{served(`CONTOSO\smith`, "smith"), served(`FABRIKAM\smith`, "smith")},
			want: []string{`contoso\smith: contoso\smith`, `fabrikam\smith: fabrikam\smith`},
		},
		{
			name:  "a pair on a device",
			rows:  []Row{served("anna.keller@contoso.com", ""), served(`CONTOSO\akeller`, "")},
			pairs: [][3]string{{"anna.keller@contoso.com", `CONTOSO\akeller`, "a1"}},
			want:  []string{`contoso\akeller: anna.keller@contoso.com contoso\akeller`},
		},
		{
			name:  "one account that signs in by two names",
			rows:  []Row{served("anna.keller@contoso.com", ""), served("ak@contoso.com", ""), served(`CONTOSO\akeller`, "")},
			pairs: [][3]string{{"anna.keller@contoso.com", `CONTOSO\akeller`, "a1"}, {"ak@contoso.com", `CONTOSO\akeller`, "a2"}},
			want:  []string{`contoso\akeller: ak@contoso.com anna.keller@contoso.com contoso\akeller`},
		},
		{
			name:  "what pairs prove outranks spelling",
			rows:  []Row{served("anna@contoso.com", ""), served(`CONTOSO\akeller`, ""), served(`CONTOSO\anna`, "")},
			pairs: [][3]string{{"anna@contoso.com", `CONTOSO\akeller`, "a1"}},
			want:  []string{`contoso\akeller: anna@contoso.com contoso\akeller`, `contoso\anna: contoso\anna`},
		},
		{
			name: "User= of a request that succeeded, and the challenge before it",
			rows: []Row{served(`CONTOSO\akeller`, "anna.keller@contoso.com"), refused("", "anna.keller@contoso.com")},
			want: []string{`contoso\akeller: anna.keller@contoso.com contoso\akeller`},
		},
		{
			name: "User= of a request that failed",
			rows: []Row{{Username: `CONTOSO\akeller`, QueryUser: "anna.keller@contoso.com", LoggedOn: true}, refused("", "anna.keller@contoso.com")},
			want: []string{"anna.keller@contoso.com: anna.keller@contoso.com", `contoso\akeller: contoso\akeller`},
		},
		{
			name: "User= of somebody else, who logs on elsewhere",
			rows: []Row{served(`CONTOSO\mallory`, "victim"), served(`CONTOSO\victim`, "")},
			on:   []at{{`CONTOSO\mallory`, []string{"m1"}}, {`CONTOSO\victim`, []string{"v1"}}},
			want: []string{`contoso\mallory: contoso\mallory`, `contoso\victim: contoso\victim`},
			void: [][2]string{{`contoso\mallory`, "victim"}},
		},
		{
			name: "User= that two people claim",
			rows: []Row{served(`CONTOSO\mallory`, "anna.keller@contoso.com"), served(`CONTOSO\akeller`, "anna.keller@contoso.com")},
			want: []string{`contoso\akeller: contoso\akeller`, `contoso\mallory: contoso\mallory`},
			void: [][2]string{{`contoso\akeller`, "anna.keller@contoso.com"}, {`contoso\mallory`, "anna.keller@contoso.com"}},
		},
		{
			name: "each claims the other",
			rows: []Row{served(`CONTOSO\akeller`, "anna.keller@contoso.com"), served("anna.keller@contoso.com", "akeller")},
			on:   []at{{`CONTOSO\akeller`, []string{"a1"}}, {"anna.keller@contoso.com", []string{"a2"}}},
			want: []string{`contoso\akeller: anna.keller@contoso.com contoso\akeller akeller`},
		},
		{
			name: "an outsider's words change nothing",
			rows: []Row{served(`CONTOSO\anna`, ""), served("anna@contoso.com", ""), refused(`EVIL\anna`, ""), refused("", `EVIL2\anna`)},
			want: []string{`contoso\anna: anna@contoso.com contoso\anna`, `evil2\anna: evil2\anna`, `evil\anna: evil\anna`},
		},
		{
			name: "a SID, a server and the person",
			rows: []Row{served("S-1-5-21-1", "anna"), served(`CONTOSO\CAS1$`, "anna"), served(`CONTOSO\anna`, "anna")},
			want: []string{`contoso\anna: anna contoso\anna`, "s-1-5-21-1: s-1-5-21-1"},
		},
		{
			name: "no list of names",
			rows: []Row{served(`CONTOSO\mallory`, `a;CONTOSO\boss`), served(`CONTOSO\boss`, "")},
			want: []string{`contoso\boss: contoso\boss`, `contoso\mallory: contoso\mallory`},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			for range 20 { // in any order
				e := NewEvidence()
				for _, i := range rand.Perm(len(c.rows)) {
					e.See(c.rows[i], 1)
				}
				for _, p := range c.pairs {
					e.Pair(p[0], p[1], p[2])
				}
				for _, on := range c.on {
					if !e.Disputed()[strings.ToLower(on.name)] {
						t.Fatalf("%s is not disputed", on.name)
					}
					for _, device := range on.devices {
						e.LogsOn(on.name, device)
					}
				}
				p := e.Persons()
				var got []string
				for _, person := range p.All {
					got = append(got, person.Label+": "+strings.Join(person.Names, " "))
				}
				want := slices.Clone(c.want)
				for i := range want {
					label, names, _ := strings.Cut(want[i], ": ")
					all := strings.Fields(names)
					slices.Sort(all)
					want[i] = label + ": " + strings.Join(all, " ")
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("persons (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(c.void, p.Void); diff != "" {
					t.Fatalf("void (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// TestOf: who a row is of, and whether that one logged on.
func TestOf(t *testing.T) {
	e := NewEvidence()
	for _, r := range []Row{served(`CONTOSO\anna`, "anna"), served("S-1-5-21-9", "bert@contoso.com"), served("nxu", ""), served(`A\nxu`, ""), served(`B\nxu`, ""), refused("", "ANNA")} {
		e.See(r, 1)
	}
	e.Pair("nxu", `A\nxu`, "d1")
	e.Pair("nxu", `B\nxu`, "d2")
	e.Pair("nxu", `A\nxu`, "shared")
	e.Pair("nxu", `B\nxu`, "shared")
	p := e.Persons()
	for _, c := range []struct {
		row      Row
		device   string
		want     string
		loggedOn bool
	}{
		{served(`contoso\ANNA`, ""), "", `contoso\anna`, true},
		{refused("", "ANNA"), "", `contoso\anna`, false},
		{refused(`CONTOSO\anna`, ""), "", `contoso\anna`, false},
		{served(`CONTOSO\CAS1$`, "anna"), "", `contoso\anna`, false},
		{served("S-1-5-21-9", "bert@contoso.com"), "", "bert@contoso.com", false},
		{served("S-1-5-21-9", ""), "", "s-1-5-21-9", true},
		{served("nxu", ""), "d1", `a\nxu`, true},
		{served("nxu", ""), "d2", `b\nxu`, true},
		{served("nxu", ""), "d3", "nxu", true},
		{served("nxu", "nxu"), "shared", "", false}, // it may be either
		{served(`A\nxu`, "nxu"), "shared", `a\nxu`, true},
		{refused("", ""), "", "", false},
	} {
		i, loggedOn := p.Of(c.row, c.device)
		got := ""
		if i >= 0 {
			got = p.All[i].Label
		}
		if got != c.want || loggedOn != c.loggedOn {
			t.Errorf("%+v on %q: %q, logged on %v; want %q, %v", c.row, c.device, got, loggedOn, c.want, c.loggedOn)
		}
	}
	if !p.Apart("NXU") || p.Apart("anna") || !p.SomeApart() {
		t.Error("only nxu is of several people")
	}
}

func TestUnite(t *testing.T) {
	day := func(rows ...Row) *Persons {
		e := NewEvidence()
		for _, r := range rows {
			e.See(r, 1)
		}
		return e.Persons()
	}
	got := Unite([]*Persons{
		day(served(`CONTOSO\akeller`, "anna.keller@contoso.com"), served("bert@contoso.com", ""), served("smith", "")),
		day(refused("", "anna.keller@contoso.com"), served(`CONTOSO\bert`, ""), served(`A\smith`, ""), served(`B\smith`, "")),
	})
	want := map[string]string{"anna.keller@contoso.com": `contoso\akeller`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		asked, logged string
		want          bool
	}{
		{"anna", `CONTOSO\Anna`, true},
		{"ANNA", "anna@contoso.com", true},
		{`contoso\anna`, `CONTOSO\anna`, true},
		{`contoso\anna`, `FABRIKAM\anna`, false},
		{`contoso\anna`, "anna", true},
		{"anna@contoso.com", `CONTOSO\anna`, true},
		{"anna@contoso.com", "anna@fabrikam.com", false},
		{"", "", true},
		{"anna", "annabel", false},
	} {
		if got := Matches(c.asked, c.logged); got != c.want {
			t.Errorf("%q asks for %q: %v", c.asked, c.logged, got)
		}
	}
}
