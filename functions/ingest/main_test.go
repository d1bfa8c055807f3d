package main

import (
	"testing"

	"github.com/easreport/easreport/internal/settings/settingstest"
)

func TestMistakesAreSaid(t *testing.T) { settingstest.Run(t, mistaken) }
