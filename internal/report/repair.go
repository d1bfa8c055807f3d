package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/easreport/easreport/internal/lake"
)

// Log is a log by its name in a bucket, or on this machine.
type Log struct {
	Source lake.SourceID
	// Bucket and Key are as in a Stamp; Key is empty where nothing tells the log's name.
	Bucket, Key string
}

// name is the log's, or the id by which the lake knows it.
func (l *Log) name() string {
	if l.Key == "" {
		return "(source " + string(l.Source) + ")"
	}
	return sourceName(l.Bucket, l.Key)
}

// Lost is an activity file that the lake should have and does not.
type Lost struct {
	Log
	Day lake.Day
}

// Newer is a log that has changed since its rows were written.
type Newer struct {
	Log
	// More is how many bytes it has more; 0 if it has not grown.
	More int64
}

// Repairs says which files of the lake are missing or damaged, and by which command they
// are written again.
func (c *Coverage) Repairs() (problems []string) {
	if len(c.Lost) > 0 {
		var names []string
		var logs []Log
		var days []lake.Day
		for i := range c.Lost {
			m := &c.Lost[i]
			days = append(days, m.Day)
			if !slices.Contains(logs, m.Log) {
				logs, names = append(logs, m.Log), append(names, m.name())
			}
		}
		problems = append(problems, fmt.Sprintf("rows of %s for %s are missing in the lake; to write them again, run: %s",
			listed(names, "log", "logs"), ofDays(days), c.command(logs)))
	}
	if len(c.Damaged) > 0 {
		var logs []Log
		for i := range c.Damaged {
			if d := &c.Damaged[i]; !slices.Contains(logs, d.Log) {
				logs = append(logs, d.Log)
			}
		}
		problems = append(problems, "to repair damaged files, run: "+c.command(logs))
	}
	return problems
}

// newer says which logs have changed, and by which command the rest of them is read.
func (c *Coverage) newer() (problems []string) {
	if len(c.Newer) > 0 {
		var names []string
		var logs []Log
		for i := range c.Newer {
			n := &c.Newer[i]
			name := n.name()
			if n.More > 0 {
				name += fmt.Sprintf(" (%d bytes more)", n.More)
			}
			logs, names = append(logs, n.Log), append(names, name)
		}
		problems = append(problems, fmt.Sprintf("%s changed after the lake read what it has; to read the rest, run: %s",
			listed(names, "log", "logs"), c.command(logs)))
	}
	return problems
}

// ofDays names a day, or counts several.
func ofDays(days []lake.Day) string {
	slices.Sort(days)
	days = slices.Compact(days)
	if len(days) == 1 {
		return days[0].String()
	}
	return fmt.Sprintf("%d days from %s", len(days), days[0])
}

// command is the one that reads some logs again: a few by name, many by their folder.
func (c *Coverage) command(logs []Log) string {
	const most = 3
	place := argument(cmp.Or(c.Lake, "LAKE"), "LAKE")
	if len(logs) <= most {
		text := "easreport ingest --lake " + place
		for i := range logs {
			text += " " + argument(logs[i].url(), "")
		}
		if !slices.ContainsFunc(logs, func(l Log) bool { return l.Key == "" || argument(l.url(), "") == "" }) {
			return text
		}
	}
	return "easreport reconcile --lake " + place + " --logs " + argument(folderOf(logs), "LOGS")
}

// url is what a command calls a log.
func (l *Log) url() string {
	if l.Bucket != "" {
		return "s3://" + l.Bucket + "/" + l.Key
	}
	return l.Key
}

// folderOf is the folder that logs lie in; empty if they have none in common or the name of
// one is not known.
func folderOf(logs []Log) string {
	folder := parent(logs[0].url())
	for i := range logs {
		if logs[i].Key == "" || logs[i].Bucket != logs[0].Bucket {
			return ""
		}
		for folder != "" && !strings.HasPrefix(logs[i].url(), folder+"/") {
			folder = parent(folder)
		}
	}
	return folder
}

// parent is the folder that a file or folder lies in, "" for one at the top.
func parent(name string) string {
	up := name[:max(strings.LastIndexByte(name, '/'), 0)]
	if up == "s3:" || up == "s3:/" || strings.Trim(up, "/") == "" {
		return ""
	}
	return up
}

// argument is a name as every shell takes it for one argument; what stands for it if a
// shell might take it for more.
func argument(name, instead string) string {
	blanks := false
	for _, r := range name {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), strings.ContainsRune(`-_./\:+,=@~`, r):
		case r == ' ' || r == '(' || r == ')':
			blanks = true
		default:
			return instead
		}
	}
	if strings.HasPrefix(name, "-") || name == "" {
		return instead
	}
	if blanks {
		return `"` + name + `"`
	}
	return name
}
