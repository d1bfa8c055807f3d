package sharing

import (
	"errors"

	"golang.org/x/sys/windows"
)

// Held reports whether an error may come of a file that another program has open. Access is also
// denied for other reasons, which waiting does not change.
func Held(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION) ||
		errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_USER_MAPPED_FILE)
}
