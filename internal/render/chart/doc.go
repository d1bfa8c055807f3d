// Package chart draws the page's charts as SVG, made on the server: a timeline, the
// day of a device, its minutes, what is usual for it, and the hours of a log.
//
// A chart is as wide as its place. It has no colours and no sizes of text of its own:
// classes name its parts, for a style sheet. Each has a label for those who do not see
// it, and a title on each part for those who point at it.
//
// It must not know reports. Texts are escaped here, whatever is in them.
package chart
