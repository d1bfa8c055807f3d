package main

import (
	"time"

	"github.com/easreport/easreport/internal/operate"
)

// statusSummary is a status for programs.
type statusSummary struct {
	At            time.Time      `json:"at"`
	Days          int            `json:"days"`
	Attention     []string       `json:"attention"`
	Sites         []siteSummary  `json:"sites"`
	Newest        time.Time      `json:"newest,omitzero"`
	Quarantined   []quarantined  `json:"quarantined"`
	Lossy         []lossyLog     `json:"lossy"`
	Doubles       [][]logName    `json:"doubles"`
	Files         int            `json:"files"`
	Damaged       []damagedFile  `json:"damaged"`
	Lost          []lostFile     `json:"lost"`
	Stray         []damagedFile  `json:"stray"`
	Logs          *logsSummary   `json:"logs,omitempty"`
	Queue         *operate.Depth `json:"queue,omitempty"`
	DeadLetters   *operate.Depth `json:"dead_letters,omitempty"`
	FailedReports *operate.Depth `json:"failed_reports,omitempty"`
}

type siteSummary struct {
	Bucket  string    `json:"bucket,omitempty"`
	Name    string    `json:"name"`
	Logs    int       `json:"logs"`
	Last    time.Time `json:"last"`
	Missing bool      `json:"missing"`
}

type quarantined struct {
	Bucket string `json:"bucket,omitempty"`
	Key    string `json:"key"`
	Reason string `json:"reason"`
}

// logName is a log that looks like a copy of others.
type logName struct {
	Bucket string `json:"bucket,omitempty"`
	Key    string `json:"key"`
}

// lossyLog is a log that lost many of its lines.
type lossyLog struct {
	Bucket   string   `json:"bucket,omitempty"`
	Key      string   `json:"key"`
	Rejected int64    `json:"rejected"`
	Lines    int64    `json:"lines"`
	Reason   string   `json:"reason"`
	Servers  []string `json:"servers,omitempty"`
}

type damagedFile struct {
	Key    string `json:"key"`
	Reason string `json:"reason"`
}

// lostFile is a file that the lake should have, and if it is of activity, the log that it is of.
type lostFile struct {
	Key    string `json:"key"`
	Bucket string `json:"bucket,omitempty"`
	Log    string `json:"log,omitempty"`
}

type logsSummary struct {
	Total    int        `json:"total"`
	Missing  []logState `json:"missing"`
	OnTheWay int        `json:"on_the_way"`
	Bytes    int64      `json:"bytes"`
}

// logState is a log and what the lake has of it.
type logState struct {
	Key   string `json:"key"`
	State string `json:"state"`
}

func newStatusSummary(s *operate.Status, wants []string) statusSummary {
	out := statusSummary{
		At: s.At, Days: s.Days, Attention: append([]string{}, wants...), Newest: s.Newest, Files: s.Files,
		Sites: []siteSummary{}, Quarantined: []quarantined{}, Lossy: []lossyLog{}, Doubles: [][]logName{}, Damaged: []damagedFile{}, Lost: []lostFile{}, Stray: []damagedFile{}, Queue: s.Queue, DeadLetters: s.DeadLetters, FailedReports: s.FailedReports,
	}
	for i := range s.Sites {
		site := &s.Sites[i]
		out.Sites = append(out.Sites, siteSummary{site.Bucket, site.Name, site.Logs, site.Last, s.Missing(site)})
	}
	for _, q := range s.Quarantined {
		out.Quarantined = append(out.Quarantined, quarantined{q.Bucket, q.Key, q.Reason})
	}
	for _, l := range s.Lossy {
		out.Lossy = append(out.Lossy, lossyLog{l.Bucket, l.Key, l.Rejected, l.Lines, l.Reason, l.Servers})
	}
	for _, d := range s.Doubles {
		var names []logName
		for i := range d.Sources {
			names = append(names, logName{d.Sources[i].Bucket, d.Sources[i].Key})
		}
		out.Doubles = append(out.Doubles, names)
	}
	for _, d := range s.Damaged {
		out.Damaged = append(out.Damaged, damagedFile{d.Key, d.Err.Error()})
	}
	for _, l := range s.Lost {
		out.Lost = append(out.Lost, lostFile{l.File, l.Bucket, l.Key})
	}
	for _, d := range s.Stray {
		out.Stray = append(out.Stray, damagedFile{d.Key, d.Err.Error()})
	}
	if s.Logs != nil {
		out.Logs = &logsSummary{Total: s.Logs.Total, Missing: []logState{}, OnTheWay: s.Logs.OnTheWay, Bytes: s.Logs.Bytes}
		for _, log := range s.Logs.Missing {
			out.Logs.Missing = append(out.Logs.Missing, logState{log.Key, log.State.String()})
		}
	}
	return out
}
