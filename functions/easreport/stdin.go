package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"github.com/easreport/easreport/internal/sharing"
)

// standardInput is the argument that stands for a log on standard input.
const standardInput = "-"

// inputFolder is where the keys of logs from standard input begin.
const inputFolder = "standard-input/"

// spool copies a log to a folder of its own, in which it is named after its content: the same log
// is the same source whenever it comes. A log that is empty is an error.
func spool(from io.Reader) (log logFile, err error) {
	folder, err := os.MkdirTemp("", "easreport-")
	if err != nil {
		return log, fmt.Errorf("making a temporary folder: %w", err)
	}
	log = logFile{path: "standard input", spooled: folder}
	f, err := os.Create(filepath.Join(folder, "input"))
	if err != nil {
		return log, fmt.Errorf("copying standard input: %w", err)
	}
	hash := sha256.New()
	log.size, err = io.Copy(io.MultiWriter(f, hash), from)
	if err = errors.Join(err, f.Close()); err != nil {
		return log, fmt.Errorf("copying standard input: %w", err)
	}
	log.name = inputFolder + hex.EncodeToString(hash.Sum(nil)[:16]) + ".log"
	to := filepath.Join(folder, filepath.FromSlash(log.name))
	if err = os.Mkdir(filepath.Dir(to), 0o700); err == nil {
		err = sharing.Retry(func() error { return os.Rename(f.Name(), to) }) // a scanner may look at it
	}
	if err != nil {
		return log, fmt.Errorf("copying standard input: %w", err)
	}
	return log, nil
}

// input adds the log on standard input.
func (f *finder) input(from *os.File) {
	if term.IsTerminal(int(from.Fd())) {
		f.fail("standard input", errors.New("standard input is a terminal: pipe a log into this command"))
		return
	}
	log, err := spool(from)
	log.err = err
	f.logs = append(f.logs, log)
}

// removeSpooled removes the copies of standard input.
func removeSpooled(logs []logFile) error {
	var failed []error
	for i := range logs {
		if logs[i].spooled != "" {
			failed = append(failed, sharing.Retry(func() error { return os.RemoveAll(logs[i].spooled) }))
		}
	}
	return errors.Join(failed...)
}

// copyTo copies a file to a writer.
func copyTo(w io.Writer, path string) error {
	text, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("printing the report: %w", err)
	}
	defer text.Close() //nolint:errcheck // it was only read
	if _, err := io.Copy(w, text); err != nil {
		return fmt.Errorf("printing the report: %w", err)
	}
	return nil
}
