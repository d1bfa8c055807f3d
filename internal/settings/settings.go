// Package settings reads what the environment says to a function: each variable by
// its name, a default where it is not set, and every mistake told at once.
//
// It must not know which variables there are, nor what they are for.
package settings

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"

	"github.com/easreport/easreport/internal/store/s3store"
)

// Environment is where settings are read from, and what was wrong with them.
type Environment struct {
	get      func(name string) string
	mistakes []error
}

// Of reads from getenv, which is os.Getenv but in tests.
func Of(getenv func(name string) string) *Environment { return &Environment{get: getenv} }

// Read reads one setting; one that is not set, or empty, is as if it were otherwise.
func Read[T any](e *Environment, name, otherwise string, parse func(string) (T, error)) T {
	value, err := parse(cmp.Or(e.get(name), otherwise))
	e.Note(name, err)
	return value
}

// Text reads a text, that of the first name that has one.
func (e *Environment) Text(names ...string) string {
	for _, name := range names {
		if text := e.get(name); text != "" {
			return text
		}
	}
	return ""
}

// Note adds a mistake about settings of these names; nil is none.
func (e *Environment) Note(names string, err error) {
	if err != nil {
		e.mistakes = append(e.mistakes, fmt.Errorf("%s: %w", names, err))
	}
}

// Err holds every mistake there was; nil where all is well.
func (e *Environment) Err() error { return errors.Join(e.mistakes...) }

// Location parses a place on S3, which must be set.
func Location(text string) (s3store.Location, error) {
	if text == "" {
		return s3store.Location{}, errors.New("not set; want s3://bucket or s3://bucket/prefix")
	}
	return s3store.ParseURL(text)
}

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

// Account parses the number of an AWS account, or none.
func Account(text string) (string, error) {
	if text != "" && !accountID.MatchString(text) {
		return "", fmt.Errorf("%q: want the 12 digits of an account", text)
	}
	return text, nil
}
