package main

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
)

// countsCSV is what tests compare a reader with.
func countsCSV(logs []fixture) []byte {
	var b bytes.Buffer
	b.WriteString("file,records,requests,rejected,devices\n")
	for _, f := range logs {
		fmt.Fprintf(&b, "%s,%d,%d,%d,%d\n", f.name, f.records, f.requests, f.rejected, len(f.devices))
	}
	return b.Bytes()
}

func readme(logs, bad []fixture) []byte {
	var b strings.Builder
	b.WriteString(`# Test data

Written by ` + "`go run ./testdata/gen`" + `, this page included: change the program, not the files. It gives the same bytes each
time, and counts while it composes a line, so that the counts (also in ` + "`counts.csv`" + `) can check a reader. All names, ids
and addresses are made up; the logs are modelled on documented formats and copied from nowhere.

*Records* are lines that fit their header and whose date, time and status parse. *Requests* are those of Exchange ActiveSync: the first
segment of their path is ` + "`Microsoft-Server-ActiveSync`" + `. *Rejected* lines are neither. *Devices* are distinct ids, compared
without case; probes have theirs too.

## logs: a run over this folder succeeds

| File | Exercises | Records | Requests | Rejected | Devices |
| --- | --- | ---: | ---: | ---: | ---: |
`)
	total := newSheet().counts
	size := 0
	for _, f := range logs {
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %d | %d |\n", strings.TrimPrefix(f.name, "logs/"), f.what, f.records, f.requests, f.rejected, len(f.devices))
		total.add(f.counts)
		size += len(f.data)
	}
	fmt.Fprintf(&b, "| all (%d KB) | | %d | %d | %d | %d |\n", (size+512)/1024, total.records, total.requests, total.rejected, len(total.devices))
	b.WriteString("\n## bad: each of these is refused, and says why\n\n| File | What it is | Bytes |\n| --- | --- | ---: |\n")
	for _, f := range bad {
		fmt.Fprintf(&b, "| %s | %s | %d |\n", strings.TrimPrefix(f.name, "bad/"), cmp.Or(f.what, "-"), len(f.data))
	}
	return []byte(b.String())
}
