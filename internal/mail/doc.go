// Package mail is a message with a report, and an SMTP server to send it by.
//
// It must not know what a report is. A Message does not know how it travels
// either: it writes itself as raw MIME for any other sender.
package mail
