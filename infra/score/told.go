package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/easreport/easreport/infra/score/incident"
	"github.com/easreport/easreport/internal/estate"
)

func estateOf(c *incident.Corpus) *estate.Estate { return estate.Case(c.Options, c.Requests...) }

// told is a finding of the report, about a device or about something else.
type told struct {
	rule, title, severity string
	device, user          string
	about                 bool // a device
	text                  string
}

func (f *told) loud() bool { return f.severity != "info" }

func (f *told) named(words *regexp.Regexp) bool { return words.MatchString(f.rule + " " + f.title) }

// question asks easreport about logs.
type question struct {
	easreport, logs, dir string
	page                 bool // its text is wanted
}

// run has all logs reported on.
func (q *question) run() ([]byte, error) { return q.easy("run", "--json", "-o", q.out(), q.logs) }

// lastDay and allDays report from the lake.
func (q *question) lastDay() ([]byte, error) {
	return q.easy("report", "--json", "-o", q.out(), "--lake", q.lake())
}

func (q *question) allDays() ([]byte, error) {
	return q.easy("report", "--json", "-o", q.out(), "--lake", q.lake(), "--from", "2026-03-02")
}

// ingest makes a lake of the logs, whose days are all reconciled.
func (q *question) ingest() error {
	if _, err := q.easy("ingest", "-q", "--lake", q.lake(), q.logs); err != nil {
		return err
	}
	_, err := q.easy("compact", "--lake", q.lake(), "--older-than", "0")
	return err
}

func (q *question) out() string  { return filepath.Join(q.dir, "out") }
func (q *question) lake() string { return filepath.Join(q.dir, "lake") }

// easy runs a command of easreport. That it found something is no error.
func (q *question) easy(args ...string) ([]byte, error) {
	if !q.page && args[0] == "run" {
		args = append(args, "--no-html")
	}
	var stdout, stderr bytes.Buffer
	command := exec.Command(q.easreport, args...)
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil && stdout.Len() == 0 {
		return nil, fmt.Errorf("running easreport %s: %w: %s", args[0], err, stderr.String())
	}
	return stdout.Bytes(), nil
}

// judge compares what a report says with what is right.
func (q *question) judge(t *task, c *incident.Corpus, report func() ([]byte, error)) (result, error) {
	text, err := report()
	if err != nil {
		return result{}, fmt.Errorf("judging %s: %w", t.name, err)
	}
	var summary struct {
		Report map[string]any `json:"report"`
	}
	if err := json.Unmarshal(text, &summary); err != nil {
		return result{}, fmt.Errorf("reading the summary of %s: %w", t.name, err)
	}
	page := ""
	if q.page {
		if page, err = headline(q.out()); err != nil {
			return result{}, err
		}
	}
	return compare(t, c, gather(nil, summary.Report, nil), page), nil
}

// gather collects the objects that have a rule and a severity, wherever they lie. Such an
// object is about a device if it, its subject or the object around it has a device_id.
func gather(all []told, value any, around map[string]any) []told {
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			all = gather(all, element, around)
		}
	case map[string]any:
		rule, isFinding := v["rule"].(string)
		severity, graded := v["severity"].(string)
		if !isFinding || !graded {
			for key, element := range v {
				if key != "top" && key != "files" {
					all = gather(all, element, v)
				}
			}
			return all
		}
		f := told{rule: rule, severity: severity}
		f.title, _ = v["title"].(string)
		subject, _ := v["subject"].(map[string]any)
		for _, owner := range []map[string]any{v, subject, around} {
			if id, ok := owner["device_id"].(string); ok {
				f.device, f.about = id, true
				f.user, _ = owner["user"].(string)
				break
			}
		}
		text, _ := json.Marshal(v)
		f.text = string(text)
		all = append(all, f)
	}
	return all
}

var (
	unseen = regexp.MustCompile(`(?is)<(script|style|head|template|dialog)\b.*?</(script|style|head|template|dialog)>`)
	tag    = regexp.MustCompile(`<[^>]*>`)
)

// headline is the text at the top of the page.
func headline(out string) (string, error) {
	pages, err := filepath.Glob(filepath.Join(out, "*.html"))
	if err != nil || len(pages) == 0 {
		return "", fmt.Errorf("finding the page in %s: %d pages, %w", out, len(pages), err)
	}
	page, err := os.ReadFile(pages[0])
	if err != nil {
		return "", fmt.Errorf("reading the page: %w", err)
	}
	text := html.UnescapeString(tag.ReplaceAllString(unseen.ReplaceAllString(string(page), " "), " "))
	text = strings.Join(strings.Fields(text), " ")
	return text[:min(len(text), 2000)], nil
}
