package lake

import "errors"

var (
	// ErrNewer says that a lake, or a file in it, was written by a newer version
	// of easreport in a form that this one does not know.
	ErrNewer = errors.New("the lake was made by a newer version of easreport")
	// ErrDamaged says that a file in the lake cannot be read.
	ErrDamaged = errors.New("damaged file in the lake")
)
