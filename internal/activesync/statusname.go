package activesync

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
