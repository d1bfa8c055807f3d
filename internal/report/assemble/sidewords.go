package assemble

import (
	"github.com/easreport/easreport/internal/activesync"
	"github.com/easreport/easreport/internal/lake"
)

// sideWords reads the sides of rows. A report knows two, see activesync.Side.OfTwo.
type sideWords struct{ back, middle lake.Word }

func newSideWords(w *lake.Words) sideWords {
	return sideWords{back: w.Of(activesync.BackEnd.String()), middle: w.Of(activesync.Middle.String())}
}

// side returns the side that a row counts on whose column side has the word.
func (s sideWords) side(word lake.Word) activesync.Side {
	switch word {
	case s.back:
		return activesync.BackEnd.OfTwo()
	case s.middle:
		return activesync.Middle.OfTwo()
	}
	return activesync.FrontEnd
}
