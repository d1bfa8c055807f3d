package wording

import (
	"testing"

	"github.com/easreport/easreport/internal/activesync"
)

func TestNamedStatus(t *testing.T) {
	for want, answer := range map[string]activesync.Answer{
		"142 DeviceNotProvisioned":                       {Command: "Sync", Status: 200, EASStatus: 142},
		"Ping.4 malformed request":                       {Command: "Ping", Status: 200, EASStatus: 4},
		"401.1 logon refused":                            {Status: 401, Substatus: 1},
		"403.16 client certificate untrusted or invalid": {Status: 403, Substatus: 16},
		"403 blocked, disabled or quarantined":           {Status: 403},
		"507 mailbox or disk quota":                      {Status: 507},
		"418":                                            {Status: 418},
	} {
		if got := NamedStatus(answer.Reason()); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
