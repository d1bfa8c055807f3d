package lake

import (
	"hash/crc32"
	"slices"
	"strconv"
)

// Folding says of which devices rows are read without the texts that their senders chose, so
// that millions of invented texts take no memory. All else of such a row is as it is.
type Folding struct {
	// Knows reports whether the rows of a device are read as they are.
	Knows func(device []byte) bool
	// Names reports whether a name stays in the rows of other devices, Commands whether a
	// command does; other commands become Other, as error texts do.
	Names, Commands func(text []byte) bool
	// Other stands for commands and error texts.
	Other string
}

// MaxStrangers is how many devices on which nobody logged on are told apart on a UTC day.
// They are fewer by far, unless somebody invents them.
const MaxStrangers = 20_000

// foldedDevices is how many devices stand for those that are folded, so that their rows can
// be gone through a part at a time.
const foldedDevices = 1024

// NeverLoggedOn begins the ids of devices that stand for others.
const NeverLoggedOn = "(never logged on)"

// foldedPrefix is before the number of such a device. No text from a log has a tab.
const foldedPrefix = NeverLoggedOn + "\t"

// FoldedDevice reports whether an id is of a device that stands for those that are folded.
func FoldedDevice(id string) bool {
	return len(id) > len(foldedPrefix) && id[:len(foldedPrefix)] == foldedPrefix
}

// Fold has rows of some devices folded from the next row group on.
func (r *columnReader) Fold(f *Folding) {
	words := r.cursors[0].words
	of := &folder{
		folding: f, device: slices.IndexFunc(r.columns, func(c column) bool { return c.name == "device_id" }), rows: make([]bool, batchRows),
		stands: make(map[Word]bool, foldedDevices), other: words.Of(f.Other),
	}
	for i := range of.devices {
		of.devices[i] = words.Of(foldedPrefix + strconv.Itoa(i))
		of.stands[of.devices[i]] = true
	}
	r.folder = of
	of.ids = r.columns[of.device].texts
	r.cursors[of.device].number = func(id []byte) Word { return of.standsFor(id, words) }
	for i := range r.columns {
		if c := &r.columns[i]; c.texts != nil && i != of.device && !slices.Contains([]string{"server", "side", "client_address", "back_server"}, c.name) {
			r.cursors[i].fold = &foldedColumn{rows: of.rows, instead: of.instead(c.name, words)}
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
	device  int    // the column
	ids     []Word // of the batch
	rows    []bool // of the batch: those that are folded
	devices [foldedDevices]Word
	stands  map[Word]bool
	other   Word
}

// standsFor is the word of a device, or of the one that stands for it: always the same one,
// so that whoever reads the rows pairs them alike.
func (f *folder) standsFor(id []byte, words *Words) Word {
	if len(id) == 0 || f.folding.Knows(id) {
		return words.ofBytes(id)
	}
	return f.devices[crc32.ChecksumIEEE(id)%foldedDevices]
}

// look finds the folded ones of n rows.
func (f *folder) look(n int) {
	for i, id := range f.ids[:n] {
		f.rows[i] = f.stands[id]
	}
}

// instead returns what a text of a column is in a folded row.
func (f *folder) instead(column string, words *Words) func(text []byte) Word {
	keep := func(those func([]byte) bool, other Word) func([]byte) Word {
		return func(text []byte) Word {
			if those(text) {
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
	}
	return func([]byte) Word { return 0 }
}

// foldedColumn is a column of texts of which some rows are folded.
type foldedColumn struct {
	rows    []bool
	instead func(text []byte) Word
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
			v.texts[at] = c.words.ofBytes(v.raw[at])
		}
		dst[i] = v.texts[at]
	}
	return nil
}
