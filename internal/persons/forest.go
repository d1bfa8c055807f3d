package persons

// forest groups names that are one person's. A name that was never joined is alone, and
// not in it.
type forest map[string]*group

type group struct {
	root  string // one of the names
	names []string
}

func (f forest) has(name string) bool { return f[name] != nil }

// root is a name that stands for the person of a name.
func (f forest) root(name string) string {
	if g := f[name]; g != nil {
		return g.root
	}
	return name
}

// members are the names of the person of a name.
func (f forest) members(name string) []string {
	if g := f[name]; g != nil {
		return g.names
	}
	return []string{name}
}

func (f forest) group(name string) *group {
	if f[name] == nil {
		f[name] = &group{name, []string{name}}
	}
	return f[name]
}

// join makes the persons of two names one.
func (f forest) join(a, b string) {
	into, from := f.group(a), f.group(b)
	if into == from {
		return
	}
	if len(into.names) < len(from.names) {
		into, from = from, into
	}
	into.names = append(into.names, from.names...)
	for _, n := range from.names {
		f[n] = into
	}
}
