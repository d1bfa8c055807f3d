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
	// Days have activity. The last of them has an empty file only, as is left of a
	// log that was there and is gone.
	Days []lake.Day
	// Stamps are of its logs.
	Stamps []lake.Stamp
}

// MakeLake ingests logs into a folder, and writes the devices table of each day. Each
// day has an empty file, too.
func MakeLake(ctx context.Context, folder string, logs []string) (made Lake, err error) {
	s, err := dirstore.Open(folder)
	if err != nil {
		return made, err
	}
	made.Store = s
	in := &ingest.Ingester{Source: dirstore.Files{}, Lake: s, BucketSeconds: 60}
	for _, log := range logs {
		r, err := in.Ingest(ctx, log)
		if err != nil {
			return made, err
		}
		made.Stamps = append(made.Stamps, r.Stamp)
	}
	if made.Days, err = lake.Days(ctx, s); err != nil {
		return made, err
	}
	if n := len(made.Days); n > 0 {
		made.Days = append(made.Days, made.Days[n-1]+1)
	}
	for _, day := range made.Days {
		if err := putTombstone(ctx, s, day); err != nil {
			return made, err
		}
		p := publish.Publisher{Lake: s}
		if _, err := p.Publish(ctx, report.Query{From: day.Start(), To: (day + 1).Start()}, nil); err != nil {
			return made, fmt.Errorf("publishing %s: %w", day, err)
		}
	}
	return made, nil
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
