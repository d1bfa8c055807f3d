package page

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/easreport/easreport/internal/report"
)

// matrix is how the commands of a device ended, by HTTP status.
type matrix struct {
	Statuses []string
	Rows     []matrixRow
}

type matrixRow struct {
	Command, All string
	Cells        []matrixCell
}

type matrixCell struct {
	Hits string
	Bad  bool // some of them failed
}

func newMatrix(cells []report.Cell) (m matrix) {
	type place struct {
		command string
		status  int32
	}
	hits, failures := make(map[place]int64), make(map[place]int64)
	all := make(map[string]int64)
	var commands []string
	var statuses []int32
	for i := range cells {
		c := &cells[i]
		if _, seen := all[c.Command]; !seen {
			commands = append(commands, c.Command)
		}
		if !slices.Contains(statuses, c.Status) {
			statuses = append(statuses, c.Status)
		}
		at := place{c.Command, c.Status}
		hits[at] += c.Hits
		failures[at] += c.Failures
		all[c.Command] += c.Hits
	}
	slices.Sort(statuses)
	slices.SortStableFunc(commands, func(a, b string) int { return cmp.Compare(all[b], all[a]) })
	for _, s := range statuses {
		m.Statuses = append(m.Statuses, statusName(s))
	}
	for _, command := range commands[:min(len(commands), maxOutcomes)] {
		row := matrixRow{Command: commandName(command), All: count(all[command])}
		for _, s := range statuses {
			at := place{command, s}
			cell := matrixCell{Bad: failures[at] > 0}
			if hits[at] > 0 || cell.Bad {
				cell.Hits = count(max(hits[at], failures[at]))
			}
			row.Cells = append(row.Cells, cell)
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

func statusName(status int32) string {
	if status == 0 {
		return "none"
	}
	return strconv.Itoa(int(status))
}
