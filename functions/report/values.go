package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/publish"
	"github.com/easreport/easreport/internal/render"
	"github.com/easreport/easreport/internal/report"
	"github.com/easreport/easreport/internal/schedule"
)

func when(text string) (publish.When, error) {
	w := publish.When(text)
	if w != publish.Always && w != publish.Flagged {
		return "", fmt.Errorf("%q: want %s or %s", text, publish.Always, publish.Flagged)
	}
	return w, nil
}

// expression is a schedule, and how it was written.
type expression struct {
	text string
	schedule.Schedule
}

func parseSchedule(text string) (expression, error) {
	s, err := schedule.Parse(text)
	return expression{text, s}, err
}

// from reads whole numbers that are not below one.
func from(least int) func(string) (int, error) {
	return func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if err != nil || n < least {
			return 0, fmt.Errorf("%q: want a whole number from %d", text, least)
		}
		return n, nil
	}
}

func hours(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 24 {
		return 0, fmt.Errorf("%q: want a whole number from 1 to 24", text)
	}
	return n, nil
}

func yes(text string) (bool, error) {
	b, err := strconv.ParseBool(text)
	if err != nil {
		return false, fmt.Errorf("%q: want true or false", text)
	}
	return b, nil
}

// mostAttached is the largest limit of attachments in MB: SES takes messages of
// 40 MB, in which files are a third larger, and a page and a text beside them.
const mostAttached = 28

func megabytes(text string) (float64, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !(n > 0 && n <= mostAttached) { // also what is not a number
		return 0, fmt.Errorf("%q: want a number above 0, of MB, and at most %d", text, mostAttached)
	}
	return n, nil
}

func rules(text string) (finding.Thresholds, error) { return finding.ParseThresholds([]byte(text)) }

func expected(text string) (report.Expected, error) { return report.ParseExpected([]byte(text)) }

func prefix(text string) (string, error) {
	_, err := render.NewNames(text)
	return text, err
}

// list reads what has commas between.
func list(text string) (all []string) {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}
