// Package incident invents a day of an Exchange estate in which some phones are ill,
// each in a way that was published, beside healthy phones with the noise of real life.
// It says for each ill phone what a report should find, and for the others that there
// is nothing to find.
//
// Every incident has a twin: a healthy phone that does something like it once, or for a
// good reason. Incidents and twins are written from Microsoft's and Apple's articles and
// from the protocol documents, whose names stand beside them; the package knows nothing
// of the product and its rules.
package incident
