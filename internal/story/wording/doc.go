// Package wording says in words what a report has to say: numbers, shares, times,
// statuses and commands, what was asked for, and what is missing. The page, the
// mail and the terminal all say it so.
//
// It must not know how any of them looks. What it quotes of a log is made visible
// (Visible), but not escaped.
package wording
