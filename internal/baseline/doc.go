// Package baseline tells what is usual: of the devices tables of the days before
// a report, the median and the spread for each device and for the whole estate.
// A day counts only if its table says that nothing was missing in it.
//
// It must not know what is unusual (package finding) or how anything looks.
package baseline
