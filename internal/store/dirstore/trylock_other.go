//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package dirstore

import (
	"errors"
	"os"
)

// tryLock locks nothing: what a crash has left is known by its age.
func tryLock(*os.File) (bool, error) { return false, errors.ErrUnsupported }
