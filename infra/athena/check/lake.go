package check

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/easreport/easreport/internal/ingest"
	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
)

// Lake is one in a folder, with what it was made of.
type Lake struct {
	Store store.Store
	// Days have activity files.
	Days []lake.Day
}

// MakeLake ingests logs into a folder, gives each day an empty file, too, as is left
// of a log that was there and is gone, and one day after them nothing but that; and
// writes the devices table of each day.
func MakeLake(ctx context.Context, folder string, logs []string) (made Lake, err error) {
	if made, err = OpenLake(folder); err != nil {
		return made, err
	}
	if err = made.Ingest(ctx, logs...); err != nil {
		return made, err
	}
	if n := len(made.Days); n > 0 {
		made.Days = append(made.Days, made.Days[n-1]+1)
	}
	for _, day := range made.Days {
		if err := putTombstone(ctx, made.Store, day); err != nil {
			return made, err
		}
	}
	return made, made.Publish(ctx, made.Days...)
}

// OpenLake is a lake in a folder, which need not be there.
func OpenLake(folder string) (l Lake, err error) {
	s, err := dirstore.Open(folder)
	return Lake{Store: s}, err
}

// Ingest adds logs.
func (l *Lake) Ingest(ctx context.Context, logs ...string) (err error) {
	in := &ingest.Ingester{Source: dirstore.Files{}, Lake: l.Store, BucketSeconds: 60}
	for _, log := range logs {
		if _, err := in.Ingest(ctx, log); err != nil {
			return err
		}
	}
	l.Days, err = lake.Days(ctx, l.Store)
	return err
}

// Publish writes the devices table of days.
func (l *Lake) Publish(ctx context.Context, days ...lake.Day) error {
	p := publish.Publisher{Lake: l.Store}
	for _, day := range days {
		if _, err := p.Publish(ctx, report.Query{From: day.Start(), To: (day + 1).Start()}, nil); err != nil {
			return fmt.Errorf("publishing %s: %w", day, err)
		}
	}
	return nil
}

// putTombstone puts a file without rows into a day.
func putTombstone(ctx context.Context, s store.Store, day lake.Day) error {
	var file bytes.Buffer
	stamp := lake.Stamp{Schema: lake.SchemaVersion, BucketSeconds: 60, Key: "emptied.log"}
	if err := lake.NewEncoder(&file).Close(stamp); err != nil {
		return err
	}
	key := lake.ActivityKey(day, lake.NewSourceID("", stamp.Key))
	_, err := s.Put(ctx, key, bytes.NewReader(file.Bytes()), store.Condition{Absent: true})
	return err
}

// Logs are the files in a folder and below.
func Logs(folder string) (logs []string, err error) {
	folder, err = filepath.Abs(folder)
	if err != nil {
		return nil, fmt.Errorf("looking for logs: %w", err)
	}
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			logs = append(logs, filepath.ToSlash(path))
		}
		return err
	})
	return logs, err
}
