package activesync

import "testing"

func TestStatusName(t *testing.T) {
	for code, want := range map[int32]string{
		101: "InvalidContent", 110: "ServerError", 113: "MailboxQuotaExceeded",
		120: "MailSubmissionFailed", 126: "UserDisabledForSync", 129: "DeviceIsBlockedForThisUser",
		130: "AccessDenied", 132: "SyncStateNotFound", 140: "RemoteWipeRequested",
		142: "DeviceNotProvisioned", 143: "PolicyRefresh", 150: "ItemNotFound",
		156: "MoveCommandInvalidDestinationFolder", 160: "AvailabilityTooManyRecipients",
		165: "DeviceInformationRequired", 170: "IRM_PermanentError", 177: "MaximumDevicesReached",
		179: "InvalidSmartForwardParameters",
		-1:  "", 0: "", 3: "", 100: "", 157: "", 158: "", 159: "", 180: "", 200: "", 2147483647: "", -2147483648: "",
	} {
		if got := StatusName(code); got != want {
			t.Errorf("StatusName(%d) = %q, want %q", code, got, want)
		}
	}
}
