// Package iislog reads the W3C extended logs of IIS: plain or compressed, of
// any field list, in any of the encodings that such files are met in.
//
// A log is a run of lines under a header. The #Fields directive in force gives
// the meaning of the values below it, and may change in mid-file. The package
// cuts each line by it, checks what every line must have (as many values as the
// header has names, a date, a time, a status), and counts by reason what it had
// to reject; it never assigns a value to another field.
//
// Two kinds of errors end a log. A [FormatError] is a lasting fault of the
// object: it is no W3C log, or damaged. Any other error is one of the source
// that the bytes come from, and reading again may help.
//
// The package knows nothing of Exchange ActiveSync, of users and devices, or of
// where logs are stored: a record is bytes under field names.
//
// # How it is built
//
// Bytes pass through: source (remembers its own failures), object (compression
// and archives), meter (size, fingerprint, expansion limit), decode (UTF-16),
// lineBuffer (runs of whole lines). The Reader makes a Block of each run: rows
// under the headers in force. A Block depends on no other, so blocks of one file
// can be parsed side by side.
package iislog
