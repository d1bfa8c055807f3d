package story

import (
	"fmt"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// sides says in sentences what cannot be known of requests of which some servers' logs are
// missing, and where those lie, and of strangers that are one row. It is silent about less
// than one request in a hundred.
func sides(r *report.Report) (sentences []string) {
	s := r.Coverage.OneSided
	few := r.Totals.Hits / 100
	if s.FrontOnly > few {
		sentences = append(sentences, fmt.Sprintf("Of %s only the front end's row is there: whether they waited for mail, and why they failed "+
			"behind HTTP 200, is not known. Add the back ends' logs: %s of each mailbox server.",
			wording.Plural(s.FrontOnly, "request", "requests"), `inetpub\logs\LogFiles\W3SVC2`))
	}
	if s.BackOnly > few && s.FrontOnly > 0 {
		sentences = append(sentences, fmt.Sprintf("Of %s only the back end's row is there: what was refused before it is missing. Add the front ends' logs: %s.",
			wording.Plural(s.BackOnly, "request", "requests"), `inetpub\logs\LogFiles\W3SVC1`))
	}
	if s.FrontOnly > few && s.BackOnly > few {
		sentences = append(sentences, "Logs of both sides are missing at times: the counts may be too low.")
	}
	if r.Coverage.Uncompared {
		sentences = append(sentences, "The lake has too many logs for a report to look for all files that may be missing: easreport status does.")
	}
	return append(sentences, folded(r)...)
}

// folded says whom rows stand for that are several devices', and what else is left out.
func folded(r *report.Report) (sentences []string) {
	f := &r.Folded
	about := ""
	if f.About() {
		about = "About "
	}
	if n := f.Strangers(); n > 0 {
		sentences = append(sentences, fmt.Sprintf(about+"%s sent requests and never logged on. Beyond %s a day they are one row, %s; all of their requests count.",
			wording.Plural(n, "device id", "device ids"), wording.Number(lake.MaxStrangers), report.NeverLoggedOn))
	}
	for i, p := range f.Persons() {
		if i == mostFolded {
			sentences = append(sentences, fmt.Sprintf("So have %s.", wording.Plural(int64(len(f.Persons())-i), "more user", "more users")))
			break
		}
		sentences = append(sentences, fmt.Sprintf("%s logged on with %s more than the %s that are named for a user and day: the least busy ones are one row, %s; "+
			"all of their requests count. A phone does not change its id: disable the account, or block its address.",
			p.Name, wording.Plural(p.DeviceIDs, "device id", "device ids"), wording.Number(lake.MaxDevices), report.OtherDevices))
	}
	if n := f.Texts(); n > 0 {
		sentences = append(sentences, fmt.Sprintf(about+"%s that senders chose (user agents, names, device types, addresses, error texts) are left out: somebody makes them up. All requests count.",
			wording.Plural(n, "text", "texts")))
	}
	return sentences
}

// mostFolded is how many users are named that have too many devices.
const mostFolded = 3
