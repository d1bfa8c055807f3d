package activesync

import "testing"

func TestNumberFields(t *testing.T) {
	f := func(text string, maximum, want int64, bad int) {
		t.Helper()
		var q Request
		if got := q.number([]byte(text), maximum); got != want || q.BadNumbers != bad {
			t.Errorf("number(%q, %d) = %d with %d bad, want %d with %d", text, maximum, got, q.BadNumbers, want, bad)
		}
	}
	f("", maxBytes, -1, 0)
	f("-", maxBytes, -1, 0)
	f("0", maxBytes, 0, 0)
	f("1122", maxBytes, 1122, 0)
	f("1099511627776", maxBytes, 1<<40, 0)
	f("4294967294", maxBytes, 4294967294, 0)
	f("600013", maxTimeTaken, 600013, 0)
	f("604800000", maxTimeTaken, 604800000, 0)
	f("2148074254", maxWin32, 2148074254, 0)
	f("4294967295", maxWin32, 4294967295, 0)
	f("214807425412", maxWin32, 214807425412, 0)
	f("9223372036854775807", maxWin32, 9223372036854775807, 0)
	f("17", maxSubstatus, 17, 0)

	f("1099511627777", maxBytes, -1, 1)
	f("604800001", maxTimeTaken, -1, 1)
	f("4294967295", maxTimeTaken, -1, 1)
	f("18446744073709551615", maxBytes, -1, 1)
	f("9223372036854775808", maxWin32, -1, 1)
	f("99999999999999999999999", maxWin32, -1, 1)
	f("2147483648", maxSubstatus, -1, 1)
	f("-5", maxBytes, -1, 1)
	f("+5", maxBytes, -1, 1)
	f("1.5", maxTimeTaken, -1, 1)
	f("12a", maxBytes, -1, 1)
	f("--", maxBytes, -1, 1)
}

func TestSize(t *testing.T) {
	f := func(text string, want int64, bad int) {
		t.Helper()
		var q Request
		if got := q.size([]byte(text)); got != want || q.BadNumbers != bad {
			t.Errorf("size(%q) = %d with %d bad, want %d with %d", text, got, q.BadNumbers, want, bad)
		}
	}
	f("", -1, 0)
	f("1122", 1122, 0)
	f("4294967294", 4294967294, 0)
	f("4294967295", -1, 1)
	f("4294967296", 4294967296, 0)
	f("1099511627777", -1, 1)
	f("x", -1, 1)
}

func TestNumberOfLog(t *testing.T) {
	f := func(text string, want int64) {
		t.Helper()
		if got := upTo([]byte(text), 2147483647); got != want {
			t.Errorf("upTo(%q) = %d, want %d", text, got, want)
		}
	}
	f("0", 0)
	f("142", 142)
	f("2147483647", 2147483647)
	f("2147483648", -1)
	f("99999999999999999999", -1)
	f("-813709136", -1)
	f("", -1)
	f("-", -1)
	f("1x", -1)
}
