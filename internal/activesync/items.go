package activesync

// ItemKind is a class of items and the direction in which they moved.
type ItemKind uint8

// ItemKinds is how many kinds of items there are.
const ItemKinds = 2 * len(itemClasses)

// itemClasses has the names of the classes, the last for all that are none of the
// others: the recipient cache (Ri), folders of FolderSync, results of a Search.
var itemClasses = [...]string{"mail", "calendar", "contacts", "tasks", "notes", "other"}

// The directions: added to a class's first kind, they make its kinds.
const (
	toClient ItemKind = iota
	fromClient
)

// String returns the kind's name, such as mail_to_client.
func (k ItemKind) String() string {
	name := itemClasses[k/2]
	if k%2 == fromClient {
		return name + "_from_client"
	}
	return name + "_to_client"
}
