// Package inflate turns compressed bytes back into what was compressed: a
// DEFLATE stream (RFC 1951) or a gzip file of one or several members (RFC 1952).
//
// It exists because decompressing is the larger part of reading a compressed
// log, and accepts what compress/flate and compress/gzip accept, no more and no
// less. It knows nothing of what is in the bytes, of names and times in a gzip
// header, of other kinds of compression, or of where the bytes come from.
//
// # How it is built
//
// Bytes pass through: input (a buffer of the source, and 64 bits taken from it),
// blocks (headers and code lengths), code (tables that give a symbol for the
// next bits), output (the last 32 KiB, and what was decoded after them). Symbols
// are decoded twice over: [Reader.fast] takes many while there is input enough
// to look at without asking; [Reader.symbol] takes one with every check, at the
// end of the input and wherever fast met something out of the ordinary. Errors
// come from the latter alone.
package inflate
