// Package template holds template.yaml against the code and against what is asked
// of any stack of ours: each function may do what its code calls and nothing else,
// is given the environment that it reads, tables have the columns that are written,
// queues wait for functions, nothing is public, unencrypted or kept for ever.
//
// It reads the template as SAM has transformed it (transform.py), with parameters
// filled in. It is a module of its own: the analysis of the code needs libraries
// that the product must not. It must not know how the functions work.
package template
