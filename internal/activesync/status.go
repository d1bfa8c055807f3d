package activesync

// firstCommon is the first of the EAS statuses that are common to all commands
// and all of them failures; below, each command has its own, and some of those
// are successes (2 is "changes" for Ping, 3 is success for MoveItems).
// [MS-ASCMD], "Common Status Codes".
const firstCommon = 101

// EffectiveStatus is the one code that tells what came of a request: the EAS
// status if it is a common one, else the HTTP status. Clients of protocol 14.0
// and later are given their failures behind HTTP 200 (seen).
func EffectiveStatus(http, eas int32) int32 {
	if eas >= firstCommon {
		return eas
	}
	return http
}

// IsFailure tells whether a request failed: a common EAS status, an HTTP status
// of 400 or more, or an error text. Two HTTP statuses are no failures. 401 is the
// challenge that precedes each logon, unless sc-win32-status tells that a logon
// was tried and refused; 451 sends the device to a better server.
func IsFailure(http int32, win32 int64, eas int32, hasError bool) bool {
	switch http {
	case 401:
		return refusedLogon(win32)
	case 451:
		return false
	}
	return eas >= firstCommon || http >= 400 || hasError
}

// refusedLogon tells the Windows errors from ERROR_LOGON_FAILURE to
// ERROR_ACCOUNT_DISABLED, ERROR_PASSWORD_MUST_CHANGE and
// ERROR_ACCOUNT_LOCKED_OUT.
func refusedLogon(win32 int64) bool {
	return 1326 <= win32 && win32 <= 1331 || win32 == 1907 || win32 == 1909
}

// StatusName returns the name of a common EAS status ([MS-ASCMD], "Common Status
// Codes"), "" for numbers that have none. Sources disagree on those from 180.
func StatusName(code int32) string {
	if i := int(code) - firstCommon; 0 <= i && i < len(statusNames) {
		return statusNames[i]
	}
	return ""
}

// statusNames has the names of the statuses from 101; 157 to 159 have none.
var statusNames = [...]string{
	"InvalidContent", // 101
	"InvalidWBXML",
	"InvalidXML",
	"InvalidDateTime",
	"InvalidCombinationOfIDs",
	"InvalidIDs",
	"InvalidMIME",
	"DeviceIdMissingOrInvalid",
	"DeviceTypeMissingOrInvalid",
	"ServerError", // 110
	"ServerErrorRetryLater",
	"ActiveDirectoryAccessDenied",
	"MailboxQuotaExceeded",
	"MailboxServerOffline",
	"SendQuotaExceeded",
	"MessageRecipientUnresolved",
	"MessageReplyNotAllowed",
	"MessagePreviouslySent",
	"MessageHasNoRecipient",
	"MailSubmissionFailed", // 120
	"MessageReplyFailed",
	"AttachmentIsTooLarge",
	"UserHasNoMailbox",
	"UserCannotBeAnonymous",
	"UserPrincipalCouldNotBeFound",
	"UserDisabledForSync",
	"UserOnNewMailboxCannotSync",
	"UserOnLegacyMailboxCannotSync",
	"DeviceIsBlockedForThisUser",
	"AccessDenied", // 130
	"AccountDisabled",
	"SyncStateNotFound",
	"SyncStateLocked",
	"SyncStateCorrupt",
	"SyncStateAlreadyExists",
	"SyncStateVersionInvalid",
	"CommandNotSupported",
	"VersionNotSupported",
	"DeviceNotFullyProvisionable",
	"RemoteWipeRequested", // 140
	"LegacyDeviceOnStrictPolicy",
	"DeviceNotProvisioned",
	"PolicyRefresh",
	"InvalidPolicyKey",
	"ExternallyManagedDevicesNotAllowed",
	"NoRecurrenceInCalendar",
	"UnexpectedItemClass",
	"RemoteServerHasNoSSL",
	"InvalidStoredRequest",
	"ItemNotFound", // 150
	"TooManyFolders",
	"NoFoldersFound",
	"ItemsLostAfterMove",
	"FailureInMoveOperation",
	"MoveCommandDisallowedForNonPersistentMoveAction",
	"MoveCommandInvalidDestinationFolder",
	"", "", "",
	"AvailabilityTooManyRecipients", // 160
	"AvailabilityDLLimitReached",
	"AvailabilityTransientFailure",
	"AvailabilityFailure",
	"BodyPartPreferenceTypeNotSupported",
	"DeviceInformationRequired",
	"InvalidAccountId",
	"AccountSendDisabled",
	"IRM_FeatureDisabled",
	"IRM_TransientError",
	"IRM_PermanentError", // 170
	"IRM_InvalidTemplateID",
	"IRM_OperationNotPermitted",
	"NoPicture",
	"PictureTooLarge",
	"PictureLimitReached",
	"BodyPart_ConversationTooLarge",
	"MaximumDevicesReached",
	"InvalidMimeBodyCombination",
	"InvalidSmartForwardParameters", // 179
}
