package activity

// What tests of the limits need to know.
const (
	MaxCells = maxCells
	Ahead    = ahead
)
