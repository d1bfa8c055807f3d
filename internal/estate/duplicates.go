package estate

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// duplicate puts copies and earlier states of some logs beside them, as they lie about
// where people gather logs. They add nothing to the truth but their names.
func (e *Estate) duplicate(dir string, truth *Truth) error {
	if e.options.Gzip {
		return nil
	}
	for i, l := range truth.Logs {
		base := strings.TrimSuffix(l.Path, ".log")
		if i < e.options.Copies {
			if err := duplicateLog(dir, l, base+"_copy.log", l.Bytes, truth, LogFile.copyOf); err != nil {
				return err
			}
		}
		if i < e.options.Earlier {
			n := l.earlier(i)
			if err := duplicateLog(dir, l, "noon/"+l.Path, n, truth, LogFile.stateOf); err != nil {
				return err
			}
		}
		if i < e.options.GzipBeside {
			if err := duplicateLog(dir, l, l.Path+".gz", l.Bytes, truth, LogFile.copyOf); err != nil {
				return err
			}
		}
	}
	return nil
}

// earlier returns a length that the log had: at the end of an hour, or in every second
// case within a line, as it is found while IIS holds rows back.
func (l LogFile) earlier(i int) int64 {
	n := l.Bytes / 2
	if k := len(l.States); k > 0 {
		n = l.States[k/2]
	}
	if i%2 == 1 {
		n -= 7
	}
	return n
}

func (l LogFile) copyOf(path string) LogFile {
	return LogFile{Path: path, Server: l.Server, Side: l.Side, CopyOf: l.Path}
}

func (l LogFile) stateOf(path string) LogFile {
	return LogFile{Path: path, Server: l.Server, Side: l.Side, StateOf: l.Path}
}

// duplicateLog writes the first n bytes of a log under another path.
func duplicateLog(dir string, l LogFile, path string, n int64, truth *Truth, as func(LogFile, string) LogFile) error {
	content, err := l.head(dir, n)
	if err != nil {
		return err
	}
	if strings.HasSuffix(path, ".gz") {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := w.Write(content); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		content = b.Bytes()
	}
	full := filepath.Join(dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return fmt.Errorf("creating the folder of a copy: %w", err)
	}
	if err := os.WriteFile(full, content, 0o644); err != nil {
		return fmt.Errorf("writing a copy: %w", err)
	}
	copied := as(l, path)
	copied.Bytes = n
	truth.Logs = append(truth.Logs, copied)
	return nil
}

// State returns the log as it was at its i-th earlier length (see States). The log must
// not be compressed.
func (l LogFile) State(dir string, i int) ([]byte, error) { return l.head(dir, l.States[i]) }

func (l LogFile) head(dir string, n int64) ([]byte, error) {
	content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(l.Path)))
	if err != nil {
		return nil, fmt.Errorf("reading a log: %w", err)
	}
	return content[:min(n, int64(len(content)))], nil
}
