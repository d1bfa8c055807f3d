// Package page writes the report as one HTML page that needs nothing else: no
// network, and no script to be read.
//
// It must not know where the page goes. Texts of logs are hostile: the template
// escapes them, and the page's policy allows its own script and style only.
package page
