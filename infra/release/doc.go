// Package release holds what a release needs: the names of files and the module's archive are
// checked here.
package release
