// Package finding tells what is wrong with a device, and what to do about it: rules
// over what a report knows of the device and what its habit is. The rules are one
// table (Rules), each with its limits and the document that it comes from.
//
// It must not know how a finding looks or travels, nor where reports come from.
package finding
