package lake

import (
	"hash/crc32"
	"slices"
	"strconv"
	"strings"
)

// Folding says which texts rows are read without that their senders chose, so that millions
// of invented texts take no memory. All else of such a row is as it is.
type Folding struct {
	// Fate says whether the rows of a device are read as they are, or folded.
	Fate func(device []byte) Fate
	// Names reports whether a name stays in the rows of other devices, Commands whether a
	// command does; other commands become Other, as error texts do.
	Names, Commands func(text []byte) bool
	// Keeps reports whether a text of a column is among those that stay in any row; nil: all
	// are. One that does not is treated as in a row that is folded.
	Keeps func(column string, text []byte) bool
	// Other stands for commands and error texts.
	Other string
}

// Fate is what becomes of the rows of a device.
type Fate uint8

// The fates: a device is itself, or one of those on which nobody logged on, or one of more
// than a person can have.
const (
	AsItIs Fate = iota
	Stranger
	Beyond
)

const (
	// MaxStrangers is how many devices on which nobody logged on are told apart on a UTC
	// day. They are fewer by far, unless somebody invents them.
	MaxStrangers = 20_000
	// MaxDevices is how many devices of a person are told apart on a UTC day, the busiest.
	// Exchange grants a mailbox 100 partnerships (Get-ThrottlingPolicy, EasMaxDevices, since
	// Exchange 2013).
	MaxDevices = 1000
)

// foldedDevices is how many devices stand for those of a fate that are folded, so that their
// rows can be gone through a part at a time.
const foldedDevices = 1024

// NeverLoggedOn and OtherDevices begin the ids of devices that stand for others.
const (
	NeverLoggedOn = "(never logged on)"
	OtherDevices  = "(other devices)"
)

// StandsFor returns what the row of a device that stands for folded ones is called;
// false if the id is of another device. No text from a log has a tab.
func StandsFor(id string) (name string, ok bool) {
	for _, name := range []string{NeverLoggedOn, OtherDevices} {
		if rest, ok := strings.CutPrefix(id, name); ok && strings.HasPrefix(rest, "\t") {
			return name, true
		}
	}
	return "", false
}

// Folds says what was folded of a UTC day.
type Folds struct {
	// Strangers is how many devices on which nobody logged on have their rows together,
	// Beyond how many of persons, by their names in lower case.
	Strangers int64            `json:"strangers,omitempty"`
	Beyond    map[string]int64 `json:"beyond,omitempty"`
	// Texts is how many other texts are left out.
	Texts int64 `json:"texts,omitempty"`
	// About says that Strangers or Texts are so many that a sample was counted.
	About bool `json:"about,omitempty"`
}

// Fold has rows of some devices folded from the next row group on.
func (r *columnReader) Fold(f *Folding) {
	words := r.cursors[0].words
	of := &folder{
		folding: f, device: slices.IndexFunc(r.columns, func(c column) bool { return c.name == "device_id" }), rows: make([]bool, batchRows),
		stands: make(map[Word]bool, 2*foldedDevices), other: words.Of(f.Other),
	}
	for i := range foldedDevices {
		for fate, name := range map[Fate]string{Stranger: NeverLoggedOn, Beyond: OtherDevices} {
			word := words.Of(name + "\t" + strconv.Itoa(i))
			of.devices[fate][i], of.stands[word] = word, true
		}
	}
	r.folder = of
	of.ids = r.columns[of.device].texts
	r.cursors[of.device].number = func(id []byte) Word { return of.standsFor(id, words) }
	for i := range r.columns {
		if c := &r.columns[i]; c.texts != nil && i != of.device && !slices.Contains([]string{"server", "side", "back_server"}, c.name) {
			r.cursors[i].fold = &foldedColumn{rows: of.rows, instead: of.instead(c.name, words), keeps: of.keeps(c.name)}
		}
	}
}

// Number has the texts of a column numbered by a function: words learns none of them.
func (r *columnReader) Number(name string, by func(text []byte) Word) {
	for i := range r.columns {
		if r.columns[i].name == name {
			r.cursors[i].number = by
		}
	}
}

// folder knows which rows of a batch are folded.
type folder struct {
	folding *Folding
	device  int                             // the column
	ids     []Word                          // of the batch
	rows    []bool                          // of the batch: those that are folded
	devices [Beyond + 1][foldedDevices]Word // by fate
	stands  map[Word]bool
	other   Word
}

// standsFor is the word of a device, or of the one that stands for it: always the same one,
// so that whoever reads the rows pairs them alike.
func (f *folder) standsFor(id []byte, words *Words) Word {
	fate := AsItIs
	if len(id) > 0 {
		fate = f.folding.Fate(id)
	}
	if fate == AsItIs {
		return words.ofBytes(id)
	}
	return f.devices[fate][crc32.ChecksumIEEE(id)%foldedDevices]
}

// look finds the folded ones of n rows.
func (f *folder) look(n int) {
	for i, id := range f.ids[:n] {
		f.rows[i] = f.stands[id]
	}
}

// instead returns what a text of a column is in a folded row.
func (f *folder) instead(column string, words *Words) func(text []byte) Word {
	keeps := f.keeps(column)
	keep := func(those func([]byte) bool, other Word) func([]byte) Word {
		return func(text []byte) Word {
			if those(text) && keeps(text) {
				return words.ofBytes(text)
			}
			return other
		}
	}
	switch column {
	case "cs_username", "query_user":
		return keep(f.folding.Names, 0)
	case "command":
		return keep(f.folding.Commands, f.other)
	case "error":
		return func([]byte) Word { return f.other }
	case "client_address": // it is all that is known of a stranger
		return keep(func([]byte) bool { return true }, 0)
	}
	return func([]byte) Word { return 0 }
}

// keeps returns Keeps of a column.
func (f *folder) keeps(column string) func(text []byte) bool {
	if f.folding.Keeps == nil {
		return func([]byte) bool { return true }
	}
	return func(text []byte) bool { return f.folding.Keeps(column, text) }
}

// foldedColumn is a column of texts of which some rows are folded.
type foldedColumn struct {
	rows    []bool
	instead func(text []byte) Word
	keeps   func(text []byte) bool // in all rows
}

// word is what a text is in a row that is not folded.
func (f *foldedColumn) word(text []byte, words *Words) Word {
	if f != nil && !f.keeps(text) {
		return f.instead(text)
	}
	return words.ofBytes(text)
}

// unread is no text's number: that of a text which no row has had yet.
const unread = ^Word(0)

// large reports whether texts are so many bytes that most of them wait for a row that has
// them: a reader can then give up between two batches.
func large(texts [][]byte) bool {
	const few, bytes = 1 << 10, 4 << 20
	if len(texts) < few {
		return false
	}
	n := 0
	for _, text := range texts {
		n += len(text)
	}
	return n > bytes
}

// later takes texts that are to be numbered when a row has them.
func (v *values) later(texts [][]byte) {
	if v.raw = texts; texts == nil {
		v.raw = [][]byte{}
	}
	for range texts {
		v.texts = append(v.texts, unread)
	}
}

// fillLater puts texts into rows from row first of the batch on; without indexes they come one
// after the other.
func (c *cursor) fillLater(dst []Word, first int, v *values, indexes []int32) error {
	for i := range dst {
		if c.page.Levels != nil && c.page.Levels[c.at+i] == 0 {
			dst[i] = 0
			continue
		}
		at := c.read
		if indexes != nil {
			if c.read >= len(indexes) {
				return damaged(errShort)
			}
			at = int(indexes[c.read])
		}
		if at < 0 || at >= len(v.raw) {
			return damaged(errShort)
		}
		c.read++
		if c.fold != nil && c.fold.rows[first+i] {
			dst[i] = c.fold.instead(v.raw[at])
			continue
		}
		if v.texts[at] == unread {
			v.texts[at] = c.fold.word(v.raw[at], c.words)
		}
		dst[i] = v.texts[at]
	}
	return nil
}
