package render

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPrefix bounds a prefix, in bytes: file systems allow 255 for a whole name.
const maxPrefix = 64

// ErrPrefix says that a prefix cannot be part of a file name.
var ErrPrefix = errors.New("prefix of the report's files cannot be used")

// device is the beginning of a name that Windows takes for a device, whatever follows (Microsoft, "Naming
// Files, Paths, and Namespaces").
var device = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *\.`)

// Names gives the files of one report their names.
type Names struct{ base string }

// NewNames gives names that begin with a user's prefix, which may be empty. A
// prefix that could leave the folder or is not allowed in file names everywhere
// is refused with ErrPrefix.
func NewNames(prefix string) (Names, error) {
	switch {
	case prefix == "":
		return Names{"easreport"}, nil
	case len(prefix) > maxPrefix:
		return Names{}, fmt.Errorf("%w: it has %d bytes, %d are allowed", ErrPrefix, len(prefix), maxPrefix)
	case !utf8.ValidString(prefix):
		return Names{}, fmt.Errorf("%w: it is not valid UTF-8", ErrPrefix)
	case prefix[0] == '.':
		return Names{}, fmt.Errorf("%w: it begins with a dot", ErrPrefix)
	case device.MatchString(prefix):
		return Names{}, fmt.Errorf("%w: Windows takes a file whose name begins with %q for a device", ErrPrefix, prefix)
	}
	for _, c := range prefix {
		if !unicode.IsPrint(c) || strings.ContainsRune(`/\:*?"<>|`, c) {
			return Names{}, fmt.Errorf("%w: %q has the character %q", ErrPrefix, prefix, c)
		}
	}
	return Names{prefix + "_easreport"}, nil
}

// CSV is the name of the file with all rows.
func (n Names) CSV() string { return n.base + ".csv" }

// MinimumCSV is the name of the file with the rows of so many hits or more.
func (n Names) MinimumCSV(hits int64) string {
	return n.base + "_min_hits_" + strconv.FormatInt(hits, 10) + ".csv"
}

// HTML is the name of the page.
func (n Names) HTML() string { return n.base + ".html" }

// Zip is the name of the archive of the others.
func (n Names) Zip() string { return n.base + ".zip" }

// JSON is the name of a summary for programs, which is kept beside the others.
func (n Names) JSON() string { return n.base + ".json" }

// Has tells whether a name is one that these Names give to a file for people.
func (n Names) Has(name string) bool {
	rest, ok := strings.CutPrefix(name, n.base)
	if !ok {
		return false
	}
	switch rest {
	case ".csv", ".html", ".zip":
		return true
	}
	hits, ok := strings.CutPrefix(rest, "_min_hits_")
	hits, isCSV := strings.CutSuffix(hits, ".csv")
	_, err := strconv.ParseUint(hits, 10, 63)
	return ok && isCSV && err == nil
}
