// Package chrome opens pages in a headless Chromium, does to them what a person
// would do, and keeps a record of what they did unasked: requests, errors,
// violations of their policy, dialogs.
//
// It must not know what is on the pages. What goes wrong in the browser itself
// fails the test at hand.
package chrome
