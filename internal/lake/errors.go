package lake

import "errors"

var (
	// ErrNewer says that a lake, or a file in it, was written by a newer version
	// of easreport in a form that this one does not know.
	ErrNewer = errors.New("the lake was made by a newer version of easreport")
	// ErrOlder says that a lake was made by easreport before its first release. Its
	// rows are not read: the logs have what they lack.
	ErrOlder = errors.New("the lake was made by easreport before 0.1.0 (schema 1): make it again from its logs (easreport ingest, or easreport backfill on AWS)")
	// ErrDamaged says that a file in the lake cannot be read.
	ErrDamaged = errors.New("damaged file in the lake")
)
