package persons

// directory holds each name once, with what the rows of a day say of it. A million devices
// have as many names, so that it is one table and not a map of each fact.
type directory struct {
	all    []known
	number map[string]int32 // in all, by text
}

// known is a name in a directory.
type known struct {
	name
	hits   int64
	logsOn bool // somebody logged on under it
	said   bool // rows that nobody logged on for name it
}

func newDirectory() *directory { return &directory{number: make(map[string]int32)} }

// add counts hits of a name and returns what is known of it. The result is valid until the
// next add.
func (d *directory) add(n name, hits int64) *known {
	i, there := d.number[n.text]
	if !there {
		i = int32(len(d.all))
		d.number[n.text] = i
		d.all = append(d.all, known{name: n})
	}
	k := &d.all[i]
	k.hits += hits
	return k
}

// of returns what is known of a name: nothing of one that was not added.
func (d *directory) of(text string) known {
	if i, there := d.number[text]; there {
		return d.all[i]
	}
	return known{}
}

// logsOn reports whether somebody logs on under a name.
func (d *directory) logsOn(text string) bool { return d.of(text).logsOn }
