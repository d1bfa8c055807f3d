// Package publish takes a report to its readers: it makes the report's files,
// stores them in the lake under a fingerprint of what they were made from, and
// mails them once. The same inputs give the same bytes and one mail, however
// often and by how many at a time it is asked; logs that came late give a
// revision. When it cannot be known whether a mail was sent, it is sent again: a
// doubled mail is better than a lost one.
//
// It must not know which store the lake is in, how mail travels, or where its
// settings come from. What a number means is package report's, how it looks
// package render's.
package publish
