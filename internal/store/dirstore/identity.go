package dirstore

import (
	"io/fs"
	"os"

	"github.com/easreport/easreport/internal/store"
)

// foreign describes a file that others may write to, replace and rename. f is the
// open file, or nil if only its info is known.
//
// Besides size and time of modification, which make and rsync rely on, its ETag has
// the time of the last change of any kind (Unix's ctime), which no program can put
// back. File says which file it is: one that took another's name is another. Where the
// system tells neither (Windows has no ctime, some network file systems invent
// identities) this is a best effort: a change goes unnoticed if it leaves the size
// alone and puts the old time of modification back, or is made within the same tick of
// the file system's clock (milliseconds). A log that grows is always noticed.
func foreign(key string, f *os.File, info fs.FileInfo) store.Object {
	o := describe(key, info)
	file, changed := identity(f, info)
	o.File = file
	if changed != "" {
		o.ETag += "-" + changed
	}
	return o
}
