package activesync

// ItemKind is a class of items and the direction in which they moved.
type ItemKind uint8

// ItemKinds is how many kinds of items there are.
const ItemKinds = 2 * len(itemClasses)

// itemClasses has the names of the classes, the last for all that are none of the
// others: the recipient cache (Ri), folders of FolderSync, results of a Search.
var itemClasses = [...]string{"mail", "calendar", "contacts", "tasks", "notes", "other"}

const otherItems = ItemKind(2 * (len(itemClasses) - 1))

// The directions: added to a class's first kind, they make its kinds.
const (
	toClient ItemKind = iota
	fromClient
)

// String returns the kind's name, such as mail_to_client.
func (k ItemKind) String() string {
	if int(k) >= ItemKinds {
		k = otherItems
	}
	name := itemClasses[k/2]
	if k%2 == fromClient {
		return name + "_from_client"
	}
	return name + "_to_client"
}

// FromClient reports whether a kind is of items that the device sent.
func (k ItemKind) FromClient() bool { return k%2 == fromClient }

// itemClass returns the first kind of the class that a Ty element or the packed
// word of Exchange 2003 names.
func itemClass(name []byte) ItemKind {
	switch string(name) {
	case "Em":
		return 0
	case "Ca":
		return 2
	case "Co":
		return 4
	case "Ta":
		return 6
	case "Nt":
		return 8
	}
	return otherItems
}

// move counts items of a kind. The sum of a request stays a count that makes sense.
func (l *Log) move(kind ItemKind, items int32) {
	l.Items[kind] = min(l.Items[kind]+items, maxCount)
}

// moved returns how many items the counters of Cli or Srv, or of a section of
// Exchange 2003, say were moved. A counter is a number and its letters:
//
//	Cli:  adds, changes, deletes, fetches, conversion errors, sends, failed sends
//	      as <n>a<n>c<n>d<n>f<n>e<n>s<n>fs
//	Srv:  adds, changes, deletes, soft deletes, conversion errors, rejected by
//	      tracking, associated adds, skipped deletes
//	      as <n>a<n>c<n>d<n>s<n>e<n>r<n>A<n>sd
//	2007: adds, changes, deletes, fetches, conversion errors
//	      as <n>A<n>C<n>D<n>F<n>E, and so Exchange 2003's sections without errors
//
// (TechNet bb201675; shapes seen). Counted are adds, changes and deletes, the first
// three: the items that one side tells the other about, which Export-ActiveSyncLog
// calls items sent and received. A fetch repeats an item, a soft delete only leaves
// the device's time window, associated adds are no items of a user, and errors moved
// nothing.
func moved(counters []byte) (items int32) {
	n := 0
	for i, c := range counters {
		if c-'0' <= 9 {
			n = min(10*n+int(c-'0'), maxCount+1)
			continue
		}
		if i == 0 || counters[i-1]-'0' > 9 {
			return items // no number before the letter
		}
		switch c {
		case 'a', 'A', 'c', 'C', 'd', 'D':
		default:
			return items
		}
		if n <= maxCount {
			items = min(items+int32(n), maxCount)
		}
		if c|0x20 == 'd' {
			return items
		}
		n = 0
	}
	return items
}
