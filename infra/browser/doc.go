// Package browser has tests of pages and mails in a real browser, made as reports are
// made: that they do what they promise, are within reach of everybody, and do no harm
// whatever is in a log. `make test-page` installs what they need; without it they are
// skipped.
//
// It must not know how a page is made. It goes by what a reader sees, and by the ids and
// data attributes that pages promise.
package browser
