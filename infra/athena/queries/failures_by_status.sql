-- What share of all failures has each status?
-- When: each month, to see what is worth mending first.
-- Look: a status that was not there the month before; many failures of few devices (mend
--   those) or of many (mend the server). Statuses below 200 are ActiveSync's, those with a
--   command's name the command's, others HTTP's.
WITH names (status, name) AS (
  VALUES
    ('101', 'InvalidContent'), ('102', 'InvalidWBXML'), ('103', 'InvalidXML'), ('108', 'DeviceIdMissingOrInvalid'),
    ('110', 'ServerError'), ('111', 'ServerErrorRetryLater'), ('112', 'ActiveDirectoryAccessDenied'), ('113', 'MailboxQuotaExceeded'),
    ('114', 'MailboxServerOffline'), ('115', 'SendQuotaExceeded'), ('120', 'MailSubmissionFailed'), ('123', 'UserHasNoMailbox'),
    ('126', 'UserDisabledForSync'), ('129', 'DeviceIsBlockedForThisUser'), ('130', 'AccessDenied'), ('131', 'AccountDisabled'),
    ('132', 'SyncStateNotFound'), ('133', 'SyncStateLocked'), ('134', 'SyncStateCorrupt'), ('135', 'SyncStateAlreadyExists'),
    ('137', 'CommandNotSupported'), ('139', 'DeviceNotFullyProvisionable'), ('140', 'RemoteWipeRequested'), ('141', 'LegacyDeviceOnStrictPolicy'),
    ('142', 'DeviceNotProvisioned'), ('143', 'PolicyRefresh'), ('144', 'InvalidPolicyKey'), ('150', 'ItemNotFound'), ('177', 'MaximumDevicesReached'),
    ('400', 'bad request'), ('401', 'logon refused'), ('403', 'forbidden'), ('409', 'conflict'), ('449', 'retry after Provision'),
    ('500', 'server error'), ('501', 'not implemented'), ('502', 'bad gateway'), ('503', 'service unavailable'), ('507', 'mailbox full'),
    ('401.1', 'logon refused'), ('403.4', 'TLS required'), ('403.7', 'client certificate required'),
    ('403.12', 'client certificate belongs to no account'), ('403.13', 'client certificate revoked'),
    ('403.16', 'client certificate untrusted or invalid'), ('403.17', 'client certificate expired or not yet valid'), ('413.1', 'request too large'),
    ('Ping.3', 'parameters missing'), ('Ping.4', 'malformed request'), ('Ping.5', 'heartbeat out of range'), ('Ping.6', 'too many folders'),
    ('Ping.7', 'folder list out of date'), ('Ping.8', 'server error'), ('Sync.4', 'malformed request'), ('Sync.5', 'server error'),
    ('Sync.7', 'conflict'), ('Sync.8', 'object not found'), ('Sync.9', 'mailbox out of space'), ('Sync.12', 'folder list out of date'),
    ('Sync.16', 'retry'), ('FolderSync.6', 'server error'), ('FolderSync.9', 'wrong synchronization key'),
    ('MeetingResponse.2', 'invalid meeting request'), ('MeetingResponse.3', 'mailbox error'), ('MeetingResponse.4', 'server error')
), counts AS (
  SELECT
    reason AS status,
    count(DISTINCT nullif(device, '')) AS devices,
    count(DISTINCT nullif(account, '')) AS users,
    count(DISTINCT dt) AS days,
    sum(failures) AS failures
  FROM failures
  WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '30' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
    AND kind = 'device'
  GROUP BY reason
)
SELECT status, name, failures, round(failures * 100e0 / sum(failures) OVER (), 2) AS percent, devices, users, days
FROM counts
LEFT JOIN names USING (status)
ORDER BY failures DESC, status
