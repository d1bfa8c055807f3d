// Package letter writes the mail about a report: its subject, its text and the same
// as HTML that mail programs can show.
//
// It must not know how a mail is sent, nor what is attached to it. Texts of logs are
// hostile until escaped.
package letter
