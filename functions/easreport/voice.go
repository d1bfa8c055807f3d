package main

import (
	"bytes"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"
	"golang.org/x/term"
)

// voice is how much a command says, and how.
type voice struct{ quiet, verbose bool }

func (v *voice) addVoiceFlags(f *pflag.FlagSet) {
	f.BoolVarP(&v.quiet, "quiet", "q", false, "print errors only")
	f.BoolVar(&v.verbose, "verbose", false, "print a line about each log, too")
}

// painted is standard output, in colour if it is a terminal that has it and nobody minds
// (https://no-color.org).
func painted() io.Writer {
	if os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" || !term.IsTerminal(int(os.Stdout.Fd())) || !enableColour(os.Stdout) {
		return os.Stdout
	}
	return &painter{to: os.Stdout}
}

// painter colours the words of lines that somebody should see.
type painter struct {
	to   io.Writer
	line bytes.Buffer // begun
}

// Escape sequences of terminals (ECMA-48, SGR).
const (
	red    = "\x1b[31m"
	yellow = "\x1b[33m"
	plain  = "\x1b[0m"
)

// loud are the words that begin such lines.
var loud = []struct{ word, colour string }{
	{"critical:", red}, {"warning:", yellow}, {"INCOMPLETE", red}, {"WANTS ATTENTION", yellow}, {"All is well.", "\x1b[32m"},
}

// Write writes whole lines; the rest waits for the next.
func (p *painter) Write(text []byte) (int, error) {
	p.line.Write(text)
	for {
		whole := bytes.IndexByte(p.line.Bytes(), '\n') + 1
		if whole == 0 {
			return len(text), nil
		}
		if _, err := io.WriteString(p.to, paint(string(p.line.Next(whole)))); err != nil {
			return 0, err
		}
	}
}

func paint(line string) string {
	trimmed := strings.TrimLeft(line, " ")
	for _, l := range loud {
		if rest, begins := strings.CutPrefix(trimmed, l.word); begins {
			return line[:len(line)-len(trimmed)] + l.colour + l.word + plain + rest
		}
	}
	return line
}
