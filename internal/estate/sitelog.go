package estate

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// siteLog is the log of one site of one server: a sequence of files. Rows may come
// out of order by some seconds; they wait in a ring of seconds until their turn.
type siteLog struct {
	server  *server
	side    Side
	site    string // W3SVC1
	options *Options
	layouts []layout // the next one after each repeated header
	silent  []Span
	loads   loads
	ring    [ringSize]second

	dir    string
	file   *os.File
	out    *bufio.Writer
	packed *gzip.Writer // nil unless compressed
	hour   int64        // of the newest row in the file
	turn   int64        // of the file's newest header
	opened LogFile
	closed []LogFile
	head   []byte
}

// ringSize is more than maxLag, both ways, in seconds.
const ringSize = 128

// second is the rows of one second.
type second struct {
	rows                     []byte
	count, requests, damaged int
}

// LogFile is a file of a log, and what is in it.
type LogFile struct {
	Path     string `json:"path"` // below the folder of the logs, with slashes
	Server   string `json:"server"`
	Side     Side   `json:"side"`
	Rows     int    `json:"rows"`     // lines without the header's, damaged ones included
	Requests int    `json:"requests"` // rows of requests of devices that are not damaged
	Damaged  int    `json:"damaged"`
	Bytes    int64  `json:"bytes"` // uncompressed
	// States are lengths that the file had on its way: at the end of each hour.
	States []int64 `json:"states,omitempty"`
	// CopyOf is the path of the log that the file is a whole copy of, StateOf of
	// the one that it is an earlier state of. Neither has rows of its own.
	CopyOf  string `json:"copy_of,omitempty"`
	StateOf string `json:"state_of,omitempty"`
}

func newSiteLog(x *server, side Side, o *Options) *siteLog {
	l := &siteLog{server: x, side: side, site: "W3SVC1", options: o, loads: newLoads()}
	if side == Back {
		l.site = "W3SVC2"
	}
	f := o.Fields
	l.layouts = []layout{newLayout(o.Exchange, f)}
	if o.MixedFields {
		f.Bytes = !f.Bytes
		l.layouts = append(l.layouts, newLayout(o.Exchange, f))
	}
	return l
}

func (l *siteLog) isSilent(stamp int64) bool {
	for _, s := range l.silent {
		if s.Contains(stamp) {
			return true
		}
	}
	return false
}

// layoutAt returns the columns that the log has at a time.
func (l *siteLog) layoutAt(stamp int64) layout {
	return l.layouts[l.turnAt(stamp)%int64(len(l.layouts))]
}

// turnAt counts repeated headers.
func (l *siteLog) turnAt(stamp int64) int64 {
	if l.options.HeaderEvery == 0 {
		return 0
	}
	return stamp / (int64(l.options.HeaderEvery) * hourMs)
}

func (l *siteLog) eol() string {
	if l.options.LF {
		return "\n"
	}
	return "\r\n"
}

// add adds a row, unless the log is silent then. It reports whether a reader can make
// use of the row.
func (l *siteLog) add(r *row, damage *damager) bool {
	if l.isSilent(r.stamp) {
		damage.spares()
		return false
	}
	s := &l.ring[r.stamp/1000%ringSize]
	start := len(s.rows)
	columns := l.layoutAt(r.stamp)
	s.rows = r.append(s.rows, columns, l)
	s.count++
	damaged := false
	if s.rows, damaged = damage.strike(s.rows, start); damaged {
		s.damaged++
	} else {
		l.loads.add(r, columns, l.server)
		if !r.foreign {
			s.requests++
		}
	}
	s.rows = append(s.rows, l.eol()...)
	return !damaged
}

// flush writes the rows of a second, in Unix seconds.
func (l *siteLog) flush(unix int64) error {
	s := &l.ring[unix%ringSize]
	if s.count == 0 {
		return nil
	}
	if hour := unix / 3600; hour != l.hour {
		if path := l.path(unix); path != l.opened.Path {
			if err := l.roll(path); err != nil {
				return err
			}
		}
		if l.opened.Bytes > 0 {
			l.opened.States = append(l.opened.States, l.opened.Bytes)
		}
		l.hour = hour
	}
	if turn := l.turnAt(unix * 1000); turn != l.turn || l.opened.Bytes == 0 {
		l.turn = turn
		l.head = l.layoutAt(unix*1000).header(l.head[:0], l.options.Exchange, unix*1000, l.eol())
		if err := l.write(l.head); err != nil {
			return err
		}
	}
	l.opened.Rows += s.count
	l.opened.Requests += s.requests
	l.opened.Damaged += s.damaged
	err := l.write(s.rows)
	*s = second{rows: s.rows[:0]}
	return err
}

func (l *siteLog) write(b []byte) error {
	l.opened.Bytes += int64(len(b))
	_, err := l.out.Write(b)
	return err
}

// path returns the file that a second's rows are in, by IIS's names (KB242898): those in UTF-8
// begin with u_, and those with custom fields end in _x.
func (l *siteLog) path(unix int64) string {
	pattern := "060102"
	if l.options.Hourly {
		pattern = "06010215"
	}
	name := "ex" + time.Unix(unix, 0).UTC().Format(pattern)
	if l.options.Exchange != Exchange2003 {
		name = "u_" + name
	}
	if l.options.Fields.ForwardedFor {
		name += "_x"
	}
	name += ".log"
	if l.options.Gzip {
		name += ".gz"
	}
	return l.server.name + "/" + l.site + "/" + name
}

// roll closes the file that is open, if any, and opens the next.
func (l *siteLog) roll(path string) error {
	if err := l.close(); err != nil {
		return err
	}
	l.opened = LogFile{Path: path, Server: l.server.name, Side: l.side}
	full := filepath.Join(l.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return fmt.Errorf("creating the folder of a log: %w", err)
	}
	file, err := os.Create(full)
	if err != nil {
		return fmt.Errorf("creating a log: %w", err)
	}
	l.file = file
	var w io.Writer = file
	if l.options.Gzip {
		l.packed = gzip.NewWriter(file)
		w = l.packed
	}
	l.out = bufio.NewWriterSize(w, 1<<18)
	return nil
}

func (l *siteLog) close() error {
	if l.file == nil {
		return nil
	}
	err := l.out.Flush()
	if l.packed != nil && err == nil {
		err = l.packed.Close()
	}
	if closing := l.file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("writing a log: %w", err)
	}
	l.closed = append(l.closed, l.opened)
	l.file, l.packed, l.opened, l.hour = nil, nil, LogFile{}, 0
	return nil
}
