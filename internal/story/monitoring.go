package story

import (
	"fmt"

	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/story/wording"
)

// monitoring says in sentences what was sent by no device: by Exchange's own probes, and
// whether those fail, and by load balancers.
func monitoring(r *report.Report) (sentences []string) {
	t := &r.Totals
	if t.Probes > 0 {
		sentences = append(sentences, fmt.Sprintf("%s sent %s, not counted above.",
			wording.Plural(int64(t.Probes), "monitoring probe", "monitoring probes"), wording.Plural(t.ProbeHits, "request", "requests")))
	}
	if n := int64(t.FailingProbes); n > 0 {
		sentences = append(sentences, fmt.Sprintf("%s: run Get-HealthReport on the servers.",
			wording.Plural(n, "monitoring probe mostly fails", "monitoring probes mostly fail")))
	}
	if n := r.Coverage.Lines().HealthChecks; n > 0 {
		sentences = append(sentences, fmt.Sprintf("Load balancers asked %s for healthcheck.htm, not counted above.", wording.Plural(n, "time", "times")))
	}
	return sentences
}
