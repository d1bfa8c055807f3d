// Package render gives the model of a report its plain looks: a CSV file with the
// columns of ActiveSyncReport.ps1 (2012), text for a terminal, and a zip of such
// files. The HTML page is package page's, the mail package letter's, and what all of
// them say in the same words is in package wording.
//
// It must not know where the files go or how the numbers came about. Texts of
// the model come from logs, that is from whoever can reach the server, and are
// hostile until escaped.
package render
