package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/easreport/easreport/internal/iislog"
)

// logFile is a log that was found, or why there is none.
type logFile struct {
	path    string // absolute, or the URL of an object
	bucket  string // empty for a file
	spooled string // the folder with the copy of standard input, empty for others
	name    string // of that copy
	size    int64
	err     error
}

// place is what logs that one store has share.
func (l *logFile) place() string {
	if l.spooled != "" {
		return l.spooled
	}
	return "s3://" + l.bucket
}

// key is the log's in its store.
func (l *logFile) key() string {
	switch {
	case l.spooled != "":
		return l.name
	case l.bucket != "":
		return strings.TrimPrefix(l.path, "s3://"+l.bucket+"/")
	}
	return filepath.ToSlash(l.path)
}

// findLogs gives the logs that the arguments name, each once. In a folder a
// file counts if its name or its content says that it is a log, so that a log
// without a proper name is found and a letter beside the logs is no mistake. In a
// bucket all objects count: to look into each would take a request.
func (p *places) findLogs(ctx context.Context, args []string) []logFile {
	f := finder{seen: make(map[string]bool)}
	for _, arg := range args {
		if arg == standardInput {
			f.input(os.Stdin)
			continue
		}
		if onS3(arg) {
			if err := f.objects(ctx, &p.cloud, arg); err != nil {
				f.fail(arg, err)
			}
			continue
		}
		f.argument(arg)
	}
	if len(f.logs) == 0 {
		for _, arg := range args {
			f.fail(arg, fmt.Errorf("%s: holds no logs", arg))
		}
	}
	return f.logs
}

type finder struct {
	logs []logFile
	seen map[string]bool // files and folders, by their paths without links; objects by URL
}

func (f *finder) argument(arg string) {
	if runtime.GOOS == "windows" {
		arg = strings.Trim(arg, `"'`) // what cmd leaves of 'x' and of "C:\logs\"
	}
	info, err := os.Stat(arg)
	if err != nil && strings.ContainsAny(arg, "*?[") {
		f.pattern(arg, err)
		return
	}
	switch {
	case err != nil:
		f.fail(arg, notThere(arg, err))
	case info.IsDir() && holdsLake(arg):
		f.fail(arg, fmt.Errorf("%s: is a lake and holds no logs: easreport report --lake %s reports on it", arg, arg))
	case info.IsDir():
		f.folder(arg)
	default:
		f.file(arg, info)
	}
}

// pattern adds what a pattern matches that the shell has left as it is: cmd and PowerShell always
// do. Why there is no file of that very name is the reason if nothing matches.
func (f *finder) pattern(arg string, reason error) {
	matches, err := filepath.Glob(arg)
	switch {
	case err != nil:
		f.fail(arg, reason)
	case len(matches) == 0:
		f.fail(arg, fmt.Errorf("%s: nothing has such a name", arg))
	}
	for _, match := range matches {
		f.argument(match)
	}
}

func (f *finder) folder(root string) {
	root, err := whereabouts(root)
	if err != nil {
		f.fail(root, err)
		return
	}
	if f.seen[root] {
		return // links may go round in a circle
	}
	f.seen[root] = true
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			f.fail(path, err)
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		info, err := os.Stat(path) // a link to a log is a log
		if err != nil {
			f.fail(path, err)
			return nil
		}
		if info.IsDir() {
			f.folder(path)
			return nil
		}
		if info.Mode().IsRegular() && (namedLog(path) || contentIsLog(path)) {
			f.file(path, info)
		}
		return nil
	})
	if err != nil {
		f.fail(root, err)
	}
}

func (f *finder) file(path string, info fs.FileInfo) {
	absolute, err := whereabouts(path)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s: not a file", path)
	}
	if err != nil {
		f.fail(path, err)
		return
	}
	if !f.seen[absolute] {
		f.seen[absolute] = true
		f.logs = append(f.logs, logFile{path: absolute, size: info.Size()})
	}
}

// whereabouts is the absolute path of a file or folder without links in it, so
// that what is found by two ways is one.
func whereabouts(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return path, err
	}
	if real, err := filepath.EvalSymlinks(absolute); err == nil {
		return real, nil
	}
	return absolute, nil // some drives of Windows cannot tell
}

func (f *finder) fail(path string, err error) {
	f.logs = append(f.logs, logFile{path: path, err: err})
}

// notThere says in plain words that there is no such file, and names those beside it that have similar
// names; other errors are handed back.
func notThere(path string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var beside []string
	entries, _ := os.ReadDir(filepath.Dir(path)) // none if the folder is not there either
	for _, entry := range entries {
		beside = append(beside, entry.Name())
	}
	return fmt.Errorf("%s: there is no such file or folder%s", path, didYouMean(filepath.Base(path), beside))
}

// holdsLake reports whether a folder is a lake.
func holdsLake(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "lake.json"))
	return err == nil
}

// namedLog tells the names of logs: u_ex111224.log, ex111224.log.gz, …
func namedLog(path string) bool {
	return strings.Contains(strings.ToLower(filepath.Base(path)), ".log")
}

func contentIsLog(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // it was only read
	return iislog.KindOf(path, f) != ""
}
