// Package finding says what is wrong in a report, and what to do about it: rules over what
// devices share and what is known of each device, compared with their days before. The
// rules are one table (Rules), each with its limits and the document that it comes from;
// Diagnose puts a report before them.
//
// It must not know how a finding looks or travels.
package finding
