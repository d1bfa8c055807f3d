package finding

import (
	"fmt"
	"strings"
	"testing"

	"github.com/easreport/easreport/internal/report"
)

// tried is an address from which many accounts are tried, n of its requests being refused.
func tried(name string, accounts int, n int64, agent string) report.Address {
	return report.Address{Name: name, Addresses: 1, Hits: n, Refused: n, Accounts: accounts, Shut: accounts, Agents: report.Tally[string]{{Key: agent, N: n}}}
}

// TestSprayTogether: an attack by many addresses is told once, about what they share, and
// people of one network who mistype are none.
func TestSprayTogether(t *testing.T) {
	const network = "198.51.100.0/24"
	each := func(n, accounts int, format, agent string) (all []report.Address) {
		for i := range n {
			all = append(all, tried(fmt.Sprintf(format, i), accounts, int64(2*accounts), agent))
		}
		return all
	}
	from := func(name string, addresses, accounts int, n int64) report.Address {
		a := tried(name, accounts, n, "bot/1")
		a.Addresses = addresses
		return a
	}
	succeeded := from(network, 60, 300, 600)
	succeeded.SucceededAs = []string{"anna"}
	for name, test := range map[string]struct {
		places report.Places
		want   string
		text   []string
	}{
		"a network, each address a few": {
			report.Places{Addresses: each(60, 5, "198.51.100.%d", "bot/1"), RefusedNetworks: []report.Address{from(network, 60, 300, 600)}},
			"password-spray warning network 198.51.100.0/24",
			[]string{"60 addresses of network 198.51.100.0/24 tried 300 accounts; 600 of 600 requests were refused", "None of these"},
		},
		"a network of IPv6": {
			report.Places{RefusedNetworks: []report.Address{from("2001:db8:1:2::/64", 60, 300, 600)}},
			"password-spray warning network 2001:db8:1:2::/64", nil,
		},
		"and it got in": {
			report.Places{RefusedNetworks: []report.Address{succeeded}}, "password-spray critical network 198.51.100.0/24", []string{"accounts and got in as anna; "},
		},
		"each address many": {
			report.Places{Addresses: each(9, 40, "198.51.100.%d", "bot/1"), RefusedNetworks: []report.Address{from(network, 9, 300, 720)}},
			"password-spray warning network 198.51.100.0/24", nil,
		},
		"one address is most of it": {
			report.Places{Addresses: each(1, 200, "198.51.100.%d", "bot/1"), RefusedNetworks: []report.Address{from(network, 4, 203, 406)}},
			"password-spray warning address 198.51.100.0", nil,
		},
		"a carrier whose users mistype": {
			report.Places{RefusedNetworks: []report.Address{{Name: "203.0.113.0/24", Addresses: 60, Hits: 40_000, Refused: 150, Accounts: 90, Shut: 2}}}, "", nil,
		},
		"the same in the first minutes of a day": {
			report.Places{RefusedNetworks: []report.Address{{Name: "203.0.113.0/24", Addresses: 60, Hits: 240, Refused: 150, Accounts: 90, Shut: 2}}}, "", nil,
		},
		"many networks, one agent": {
			report.Places{Addresses: each(40, 5, "192.0.%d.9", "bot/1"), RefusedAgents: []report.Address{from("bot/1", 40, 200, 400)}},
			"password-spray-spread warning user agent bot/1",
			[]string{"40 addresses with user agent bot/1 tried 200 accounts"},
		},
		"many networks, one agent, each address many": {
			report.Places{Addresses: each(40, 20, "192.0.%d.9", "bot/1"), RefusedAgents: []report.Address{from("bot/1", 40, 800, 1600)}},
			"password-spray-spread warning user agent bot/1", nil,
		},
		"one network, one agent": {
			report.Places{RefusedNetworks: []report.Address{from(network, 60, 300, 600)}, RefusedAgents: []report.Address{from("bot/1", 60, 300, 600)}},
			"password-spray warning network 198.51.100.0/24", nil,
		},
		"an agent of healthy phones": {
			report.Places{RefusedAgents: []report.Address{{Name: "Apple", Addresses: 90, Hits: 90_000, Refused: 2500, Accounts: 80, Shut: 40}}}, "", nil,
		},
		"nothing in common": {
			report.Places{Addresses: each(40, 20, "192.0.%d.9", "Apple")}, "password-spray-spread warning estate ", []string{"40 addresses tried up to 20 accounts each", "and 35 others"},
		},
		"an account that a network tried": {
			report.Places{
				RefusedNetworks: []report.Address{from(network, 60, 300, 600)},
				Accounts:        []report.Account{{Name: "anna", Refused: 60, Devices: 9, Addresses: 60, From: "198.51.100.7"}},
			}, "password-spray warning network 198.51.100.0/24", nil,
		},
		"a flood of challenges": {
			report.Places{Challenged: []report.Address{{Name: "198.51.100.68", Hits: 900, Challenged: 900, Devices: 400}}},
			"challenge-flood warning address 198.51.100.68",
			[]string{"900 requests under 400 device ids"},
		},
		"one phone that cannot log on": {
			report.Places{Challenged: []report.Address{{Name: "198.51.100.68", Hits: 900, Challenged: 900, Devices: 1}}}, "", nil,
		},
	} {
		var got, text []string
		for _, f := range judgeEstate(&test.places) {
			got = append(got, fmt.Sprintf("%s %s %s %s", f.Rule.Name, f.Severity, f.About.Kind, f.About.Name))
			text = append(text, f.Evidence...)
		}
		if strings.Join(got, "; ") != test.want {
			t.Errorf("%s: found %q, want %q", name, got, test.want)
		}
		for _, part := range test.text {
			if !strings.Contains(strings.Join(text, " "), part) {
				t.Errorf("%s: %q lacks %q", name, text, part)
			}
		}
	}
}
