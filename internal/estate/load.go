package estate

import (
	"cmp"
	"slices"
	"strings"
)

// Load is the load of one server in an hour, for one directory of its web site: the rows
// that it wrote and that can be read, each side's for itself.
type Load struct {
	Hour      int64  // its start, Unix milliseconds
	Server    string // as the rows name it: its name, or where they have none its address
	Directory string // first segment of the path, in lower case
	Rows      int64
	Errors    int64 // rows with an HTTP status of 500 or more
	// Sent, Received and Took are sums over the rows that have them, -1 if none has.
	Sent, Received int64 // bytes
	Took           int64 // milliseconds
}

// loads are the loads of one site.
type loads struct {
	all         map[loadKey]*Load
	directories map[string]string // by path
}

type loadKey struct {
	hour              int64
	server, directory string
}

func newLoads() loads {
	return loads{all: make(map[loadKey]*Load), directories: make(map[string]string)}
}

// add adds a row that a log has in these columns.
func (l *loads) add(r *row, columns layout, x *server) {
	key := loadKey{r.stamp / hourMs, x.ip, l.directory(r.stem)}
	if columns.has(fieldComputerName) {
		key.server = x.name
	}
	to := l.all[key]
	if to == nil {
		to = &Load{Hour: key.hour * hourMs, Server: key.server, Directory: key.directory, Sent: -1, Received: -1, Took: -1}
		l.all[key] = to
	}
	to.Rows++
	if r.answer.Status >= 500 {
		to.Errors++
	}
	if columns.has(fieldSent) {
		to.Sent = max(to.Sent, 0) + r.sent
	}
	if columns.has(fieldReceived) {
		to.Received = max(to.Received, 0) + r.received
	}
	if columns.has(fieldTook) {
		to.Took = max(to.Took, 0) + int64(r.took)
	}
}

func (l *loads) directory(path string) string {
	d, known := l.directories[path]
	if !known {
		d, _, _ = strings.Cut(strings.TrimPrefix(path, "/"), "/")
		d = strings.ToLower(d)
		l.directories[path] = d
	}
	return d
}

// loads returns those of all logs; a server's front and back are one server.
func (s *servers) loads() []Load {
	sums := newLoads()
	for _, log := range s.logs {
		for key, one := range log.loads.all {
			to := sums.all[key]
			if to == nil {
				sums.all[key] = one
				continue
			}
			to.Rows += one.Rows
			to.Errors += one.Errors
			for _, sum := range []struct {
				to *int64
				n  int64
			}{{&to.Sent, one.Sent}, {&to.Received, one.Received}, {&to.Took, one.Took}} {
				if sum.n >= 0 {
					*sum.to = max(*sum.to, 0) + sum.n
				}
			}
		}
	}
	all := make([]Load, 0, len(sums.all))
	for _, one := range sums.all {
		all = append(all, *one)
	}
	slices.SortFunc(all, func(a, b Load) int {
		return cmp.Or(cmp.Compare(a.Hour, b.Hour), cmp.Compare(a.Server, b.Server), cmp.Compare(a.Directory, b.Directory))
	})
	return all
}
