// Package render gives the model of a report its looks: a CSV file with the
// columns of ActiveSyncReport.ps1 (2012), a self-contained HTML page, a plain
// text, and a zip of such files.
//
// It must not know where the files go or how the numbers came about. Texts of
// the model come from logs, that is from whoever can reach the server, and are
// hostile until escaped.
package render
