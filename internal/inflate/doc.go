// Package inflate turns compressed bytes back into what was compressed: a
// DEFLATE stream (RFC 1951) or a gzip file of one or several members (RFC 1952).
//
// It exists because decompressing is the larger part of reading a compressed log.
// It accepts what compress/flate and compress/gzip accept, no more and no less,
// but for zeros behind a gzip file. It knows nothing of what the bytes mean, of
// the name and time in a gzip header, of other kinds of compression, or of where
// the bytes come from.
//
// # How it is built
//
// Bytes pass through the input (a buffer of the source, and up to 64 bits taken
// from it) and the decoder (the last 32 KiB, and what was decoded behind them).
// A decoder reads a stream block by block: its header and the lengths of its
// codes, from which it builds tables, whose entries say what the next bits mean.
// It decodes symbols in two ways: decoder.fast takes one after the other while
// there is input enough to look at without asking; decoder.symbol takes one with
// every check, at the end of the input and whatever fast stopped at. So faults
// are told in one place, at the same byte, however the source was cut into reads.
package inflate
