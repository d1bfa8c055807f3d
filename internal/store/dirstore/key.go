package dirstore

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"unicode/utf16"

	"github.com/easreport/easreport/internal/store"
)

// reserved begins the names of this package's own files. They are made in the
// root only, but reserved everywhere, since one store may lie inside another.
const (
	reserved = ".easreport"
	lockName = reserved + ".lock"
	tempName = reserved + "-"
)

func isReserved(name string) bool {
	return len(name) >= len(reserved) && strings.EqualFold(name[:len(reserved)], reserved)
}

// validKey is store.ValidKey, and what a folder asks of keys besides.
func validKey(key string) error {
	if err := store.ValidKey(key); err != nil {
		return err
	}
	for segment := range strings.SplitSeq(key, "/") {
		if isReserved(segment) {
			return fmt.Errorf("%w %.80q: names that begin with %s are reserved", store.ErrInvalidKey, key, reserved)
		}
		if runtime.GOOS == "windows" && !windowsAllows(segment) {
			return fmt.Errorf("%w %.80q: Windows does not allow the name %q", store.ErrInvalidKey, key, segment)
		}
	}
	return nil
}

// windowsLongest is how many UTF-16 units a name may have on Windows.
const windowsLongest = 255

// windowsAllows says whether Windows would keep a file of exactly this name. It
// would drop a final dot or space, and take "a:b" for a stream of the file "a".
func windowsAllows(segment string) bool {
	special := func(r rune) bool { return r < ' ' || strings.ContainsRune(`<>:"|?*`, r) }
	return len(utf16.Encode([]rune(segment))) <= windowsLongest && !strings.ContainsFunc(segment, special) &&
		!strings.HasSuffix(segment, ".") && !strings.HasSuffix(segment, " ") &&
		filepath.IsLocal(segment) // devices, such as NUL
}
