package assemble

import (
	"testing"

	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
)

func TestSideWords(t *testing.T) {
	words := lake.NewWords()
	sides := newSideWords(words)
	for name, want := range map[string]activesync.Side{
		"front": activesync.FrontEnd, "back": activesync.BackEnd,
		"middle": activesync.BackEnd,  // handed on by the server that the device asked
		"proxy":  activesync.FrontEnd, // what the device asked
		"":       activesync.FrontEnd, "other": activesync.FrontEnd,
	} {
		if got := sides.side(words.Of(name)); got != want {
			t.Errorf("%q counts as %v, want %v", name, got, want)
		}
	}
}
