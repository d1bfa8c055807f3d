//go:build !windows

package main

import (
	"errors"
	"syscall"
)

// diskFull reports whether an error comes of a full disk.
func diskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
