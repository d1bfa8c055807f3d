package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/easreport/easreport/internal/lake"
	"github.com/easreport/easreport/internal/operate"
	"github.com/easreport/easreport/internal/queue/sqsqueue"
	"github.com/easreport/easreport/internal/store"
	"github.com/easreport/easreport/internal/store/dirstore"
	"github.com/easreport/easreport/internal/store/readahead"
	"github.com/easreport/easreport/internal/store/s3store"
)

// places are the flags that say where things are.
type places struct {
	lake, logs, queue, dlq, reportDLQ string

	added []string // names of the flags that the environment stands in for
	cloud cloud
}

// flagsOfPlaces are the names of these flags, with what they say and the variable of
// the environment that stands in for each.
var flagsOfPlaces = []struct {
	name, variable, usage string
	value                 func(*places) *string
}{
	{"lake", "EASREPORT_LAKE", "the `LAKE`: a folder, or s3://bucket/prefix", func(p *places) *string { return &p.lake }},
	{"logs", "EASREPORT_LOGS", "the `LOGS`: a folder, or s3://bucket/prefix", func(p *places) *string { return &p.logs }},
	{"queue", "EASREPORT_QUEUE", "`URL` of the SQS queue that starts ingests", func(p *places) *string { return &p.queue }},
	{"dlq", "EASREPORT_DLQ", "`URL` of the queue of messages that failed", func(p *places) *string { return &p.dlq }},
	{"report-dlq", "EASREPORT_REPORT_DLQ", "`URL` of the queue of reports that failed", func(p *places) *string { return &p.reportDLQ }},
}

// addFlags adds the flags of these names.
func (p *places) addFlags(cmd *cobra.Command, names ...string) {
	p.added = names
	for _, name := range names {
		for _, f := range flagsOfPlaces {
			if f.name == name {
				cmd.Flags().StringVar(f.value(p), f.name, "", f.usage+" (default $"+f.variable+")")
			}
		}
	}
}

// check takes what was not given from the environment, and finds mistakes.
func (p *places) check(cmd *cobra.Command, needed ...string) error {
	for _, f := range flagsOfPlaces {
		value := f.value(p)
		if flag := cmd.Flags().Lookup(f.name); flag != nil && flag.Changed && *value == "" {
			return usage("--%s is empty", f.name)
		}
		if *value == "" && slices.Contains(p.added, f.name) {
			*value = os.Getenv(f.variable)
		}
		if *value == "" && slices.Contains(needed, f.name) {
			return usage("--%s is missing: %s", f.name, firstLine(f.usage))
		}
	}
	for _, text := range []string{p.lake, p.logs} {
		if !onS3(text) && scheme.MatchString(text) {
			return usage("%q is neither a folder nor s3://bucket/prefix", text)
		}
		if onS3(text) {
			if _, err := s3store.ParseURL(text); err != nil {
				return usageError{err}
			}
		}
	}
	if p.lake != "" && strings.TrimSuffix(p.lake, "/") == strings.TrimSuffix(p.logs, "/") {
		return usage("--lake and --logs are the same place")
	}
	for _, text := range []string{p.queue, p.dlq, p.reportDLQ} {
		if text != "" {
			if err := sqsqueue.CheckURL(text); err != nil {
				return usageError{err}
			}
		}
	}
	return nil
}

func onS3(text string) bool { return strings.HasPrefix(text, "s3://") }

// scheme begins a URL. A drive of Windows has one letter.
var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+:/`)

// openLake opens a lake to read, and checks its version; a folder must be there, and be a lake.
func (p *places) openLake(ctx context.Context) (store.Store, error) {
	if !onS3(p.lake) {
		if err := checkLakeFolder(p.lake); err != nil {
			return nil, err
		}
	}
	s, err := p.makeLake(ctx)
	if err != nil {
		return nil, err
	}
	if err := lake.CheckVersion(ctx, s); err != nil {
		return nil, fmt.Errorf("opening the lake %s: %w", p.lake, err)
	}
	return s, nil
}

// checkLakeFolder checks that a folder is a lake, or an empty folder, which may become one.
func checkLakeFolder(folder string) error {
	if err := noFile(folder); err != nil {
		return fmt.Errorf("opening the lake: %w", err)
	}
	entries, err := os.ReadDir(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no lake %s; easreport ingest --lake %s LOG... makes one", folder, folder)
	case err != nil: // opening it has a better message
		return nil
	case len(entries) == 0 || slices.ContainsFunc(entries, ofLake):
		return nil
	}
	inside := filepath.Join(folder, "lake")
	if info, err := os.Stat(inside); err == nil && info.IsDir() {
		return fmt.Errorf("%s is no lake; did you mean %s?", folder, inside)
	}
	return fmt.Errorf("%s is no lake: it has neither lake.json nor a folder activity; easreport ingest --lake %s LOG... makes one", folder, folder)
}

// noFile refuses a file where a folder is meant. (To list one is "not found" on Windows.)
func noFile(folder string) error {
	if info, err := os.Stat(folder); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file: name a folder", folder)
	}
	return nil
}

// ofLake reports whether an entry of a folder shows that it is a lake, of any version.
func ofLake(entry fs.DirEntry) bool { return entry.Name() == "lake.json" || entry.Name() == "activity" }

// makeLake opens a lake to write; a folder will be made.
func (p *places) makeLake(ctx context.Context) (store.Store, error) {
	s, err := p.store(ctx, p.lake)
	if err != nil {
		return nil, fmt.Errorf("opening the lake: %w", err)
	}
	return s, nil
}

func (p *places) store(ctx context.Context, text string) (store.Store, error) {
	if !onS3(text) {
		if err := noFile(text); err != nil {
			return nil, err
		}
		return dirstore.Open(text)
	}
	at, err := s3store.ParseURL(text)
	if err != nil {
		return nil, err
	}
	return p.cloud.bucket(ctx, at)
}

// openLogs finds the logs. Those in a bucket have their whole keys, as the function
// that ingests them has it: a source is the same under any prefix.
func (p *places) openLogs(ctx context.Context) (operate.Logs, error) {
	if !onS3(p.logs) {
		switch info, err := os.Stat(p.logs); {
		case err != nil:
			return operate.Logs{}, fmt.Errorf("opening the logs: %w", notThere(p.logs, err))
		case !info.IsDir():
			return operate.Logs{}, fmt.Errorf("opening the logs: %s is a file: name the folder that has the logs", p.logs)
		}
		root, err := whereabouts(p.logs)
		if err != nil {
			return operate.Logs{}, fmt.Errorf("opening the logs: %w", err)
		}
		return operate.Logs{Store: newLogFolder(root), Prefix: withSlash(filepath.ToSlash(root))}, nil
	}
	at, err := s3store.ParseURL(p.logs)
	if err != nil {
		return operate.Logs{}, err
	}
	s, err := p.cloud.bucket(ctx, s3store.Location{Bucket: at.Bucket, AnyKey: true})
	if err != nil {
		return operate.Logs{}, fmt.Errorf("opening the logs: %w", err)
	}
	logs := operate.Logs{Store: readahead.New(s, readahead.Options{}), Bucket: at.Bucket, Prefix: withSlash(at.Prefix)}
	if lake, err := s3store.ParseURL(p.lake); err == nil && lake.Bucket == at.Bucket {
		logs.Except = withSlash(lake.Prefix)
	}
	return logs, nil
}

// withSlash is the prefix of the keys in a folder; empty for no folder.
func withSlash(folder string) string {
	if folder == "" || strings.HasSuffix(folder, "/") {
		return folder
	}
	return folder + "/"
}

// openQueue opens a queue; nil for no URL.
func (p *places) openQueue(ctx context.Context, url string) (operate.Queue, error) {
	if url == "" {
		return nil, nil
	}
	return p.cloud.queue(ctx, url)
}

// sourceOf is what --source means: an object's URL, a key in the bucket of the logs,
// or the path of a file, which need not be there any more.
func (p *places) sourceOf(text string) (bucket, key string, err error) {
	if onS3(text) {
		bucket, key, _ = strings.Cut(strings.TrimPrefix(text, "s3://"), "/")
		return bucket, key, nil
	}
	if onS3(p.logs) {
		at, err := s3store.ParseURL(p.logs)
		return at.Bucket, text, err
	}
	path, err := filepath.Abs(text)
	if err != nil {
		return "", "", err
	}
	folder, err := whereabouts(filepath.Dir(path)) // links in it as an ingest has resolved them
	if errors.Is(err, fs.ErrNotExist) {
		folder, err = filepath.Dir(path), nil
	}
	return "", filepath.ToSlash(filepath.Join(folder, filepath.Base(path))), err
}
