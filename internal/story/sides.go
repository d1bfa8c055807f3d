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

// folded says whom one row stands for.
func folded(r *report.Report) []string {
	if r.Folded.Devices == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s sent requests and never logged on. Beyond %s a day they are one row, %s; all of their requests count.",
		wording.Plural(r.Folded.Devices, "device id", "device ids"), wording.Number(lake.MaxStrangers), report.NeverLoggedOn)}
}
