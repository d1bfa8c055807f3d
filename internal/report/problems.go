package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/easreport/easreport/internal/lake"
)

// mostNamed is how many logs are named that lost many lines.
const mostNamed = 3

// rejectedPart of all lines may be rejected before it is a problem: the last line of
// a log that is being written is cut as a rule.
const rejectedPart = 0.01

// Problems says what is missing or doubled, in short plain sentences without a
// full stop, gravest first; times are in the query's zone. It is empty where the
// coverage is whole. Hours that are Missing are a problem for who was expected,
// and for others from their first hour on; for nobody if nobody was expected.
func (c *Coverage) Problems() []string {
	var problems []string
	say := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if names := quarantinedNames(c.Quarantined); len(names) > 0 {
		say("%s could not be read", listed(names, "log", "logs"))
	}
	if n := len(c.Damaged); n > 0 {
		say("%s damaged", counted(n, "file of the lake is", "files of the lake are"))
	}
	return append(problems, c.Gaps()...)
}

// Gaps are the Problems but for logs and files that could not be read, which stand
// in Quarantined and Damaged with their reasons.
func (c *Coverage) Gaps() []string {
	problems := slices.Concat(c.Repairs(), c.newer(), c.missing())
	say := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	for _, d := range c.Doubles {
		say("%s look like copies of one log, or of parts of it, and all of them count: delete the log that another one contains, "+
			"then its rows (easreport forget --source LOG)", listed(stampNames(d.Sources), "log", "logs"))
	}
	problems = append(problems, c.lost()...)
	if c.Nothing {
		say("no log has a record of this time")
	}
	return problems
}

// lost names the logs that lost many lines, or says that all together did.
func (c *Coverage) lost() (problems []string) {
	more := 0
	for i := range c.Rejected {
		of := &c.Rejected[i]
		switch {
		case !of.Source.Reading.Lossy():
		case len(problems) == mostNamed:
			more++
		default:
			problems = append(problems, of.sentence())
		}
	}
	if more > 0 {
		problems = append(problems, fmt.Sprintf("lines of %s could not be read, too", counted(more, "more log", "more logs")))
	}
	if l := c.Lines(); len(problems) == 0 && len(c.Rejected) > 0 && float64(l.Rejected) > rejectedPart*float64(l.Records+l.Rejected) {
		most := &c.Rejected[0]
		problems = append(problems, fmt.Sprintf("%d of %d lines could not be read, %d of them in %s",
			l.Rejected, l.Records+l.Rejected, most.Lines, sourceName(most.Source.Bucket, most.Source.Key)))
	}
	return problems
}

// sentence says how much of a log could not be read, and why.
func (r *Rejects) sentence() string {
	s, reading := &r.Source, &r.Source.Reading
	name := "log " + sourceName(s.Bucket, s.Key)
	servers := slices.DeleteFunc(reading.RejectedServers(), func(server string) bool { return strings.Contains(s.Key, server) })
	if len(servers) > 0 {
		name += " of " + listed(servers, "server", "servers")
	}
	return fmt.Sprintf("%d of %d lines of %s could not be read (%s)", r.Lines, reading.Records+reading.Rejects(), name, reading.MainReason())
}

// gap is what servers or sites lack.
type gap struct {
	what  string
	hours int
	names []string
}

// missing says who lacks which hours, those together who lack the same. A site is
// not named beside its server.
func (c *Coverage) missing() []string {
	expected := func(p Part) bool { return p.Expected }
	if !slices.ContainsFunc(c.Servers, expected) && !slices.ContainsFunc(c.Sites, expected) {
		return nil
	}
	said := make(map[[2]string]bool) // server, gap
	gapsOf := func(parts []Part, word, words string, isServer bool) (sentences []string) {
		var gaps []gap
		for i := range parts {
			p := &parts[i]
			what, hours := c.gap(p)
			if isServer {
				said[[2]string{p.Name, what}] = true
			}
			known := slices.ContainsFunc(p.Servers, func(server string) bool { return said[[2]string{server, what}] })
			if hours == 0 || known {
				continue
			}
			at := slices.IndexFunc(gaps, func(g gap) bool { return g.what == what })
			if at < 0 {
				at = len(gaps)
				gaps = append(gaps, gap{what: what, hours: hours})
			}
			gaps[at].names = append(gaps[at].names, p.Name)
		}
		slices.SortStableFunc(gaps, func(a, b gap) int { return cmp.Compare(b.hours, a.hours) })
		for _, g := range gaps {
			sentences = append(sentences, fmt.Sprintf("no log of %s %s", listed(g.names, word, words), g.what))
		}
		return sentences
	}
	return append(gapsOf(c.Servers, "server", "servers", true), gapsOf(c.Sites, "site", "sites", false)...)
}

// gap says which hours are missing, and how many.
func (c *Coverage) gap(p *Part) (what string, hours int) {
	if len(p.Hours) == 0 {
		return "", 0
	}
	first := 0
	if !p.Expected {
		for first < len(p.Hours) && p.Hours[first] == Missing {
			first++
		}
	}
	var spans []string
	over := len(p.Hours)
	for _, state := range p.Hours {
		if state == ToCome {
			over--
		}
	}
	for i := first; i < len(p.Hours); {
		n := i
		for n < len(p.Hours) && p.Hours[n] == Missing {
			n++
		}
		if n > i {
			spans = append(spans, c.span(i, n))
			hours += n - i
		}
		i = n + 1
	}
	const most = 3
	switch {
	case hours == 0:
		return "", 0
	case hours == over && p.Last.IsZero():
		return "in the whole time, nor from before", hours
	case hours == over:
		return "in the whole time, the last record is of " + c.clock(p.Last), hours
	case len(spans) > most:
		return fmt.Sprintf("for %d hours, among them %s", hours, strings.Join(spans[:most], ", ")), hours
	}
	return strings.Join(spans, " and "), hours
}

// span says from when to when the hours i to n are.
func (c *Coverage) span(i, n int) string {
	from, to := c.Hours[i], c.Hours[n-1].Add(time.Hour)
	if n-i < 24 && from.YearDay() == to.YearDay() {
		return fmt.Sprintf("from %s to %s", from.Format("2006-01-02 15:04"), to.Format("15:04 MST"))
	}
	return fmt.Sprintf("from %s to %s", from.Format("2006-01-02 15:04"), to.Format("2006-01-02 15:04 MST"))
}

func (c *Coverage) clock(t time.Time) string {
	return t.In(c.Hours[0].Location()).Format("2006-01-02 15:04 MST")
}

// listed names up to three things.
func listed(names []string, word, words string) string {
	const most = 3
	switch n := len(names); {
	case n == 1:
		return word + " " + names[0]
	case n <= most:
		return words + " " + strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	default:
		return fmt.Sprintf("%d %s (%s and %d more)", n, words, strings.Join(names[:most], ", "), n-most)
	}
}

func counted(n int, word, words string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprint(n, " ", words)
}

func quarantinedNames(all []lake.Quarantine) (names []string) {
	for i := range all {
		names = append(names, sourceName(all[i].Bucket, all[i].Key))
	}
	return names
}

func stampNames(all []lake.Stamp) (names []string) {
	for i := range all {
		names = append(names, sourceName(all[i].Bucket, all[i].Key))
	}
	return names
}

func sourceName(bucket, key string) string {
	if bucket == "" {
		return key
	}
	return bucket + "/" + key
}
