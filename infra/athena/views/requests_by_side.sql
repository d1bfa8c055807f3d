-- The table activity, and what each of its rows means: who it is by all spellings of the
-- device id and the account, whether it is the server's own monitoring, whether its requests
-- failed, and why: reason is 142, 401.1 or Ping.4. user_name is who sent the requests: cs_username, or query_user where
-- nobody logged on or a server did. Rows of both sides are here: Exchange 2013 and later log
-- each request on the front end and on the back end. Never add the two; the other views
-- do not. A proxy in front of Exchange counts as front, a server in the middle as back.
CREATE OR REPLACE VIEW requests_by_side AS
WITH named AS (
  SELECT
    *,
    -- The account names of servers end with "$", also as "DOM\cas01$" and "cas01$@dom.example".
    CASE
      WHEN coalesce(nullif(split_part(regexp_replace(cs_username, '(?s)^.*\\', ''), '@', 1), ''), cs_username) NOT LIKE '%$' THEN cs_username
      ELSE coalesce(query_user, cs_username)
    END AS user_name
  FROM activity
), known AS (
  SELECT
    *,
    -- Spellings of one id differ in case only; "DOM\x", "x@dom.example" and "x" are one account.
    coalesce(lower(device_id), '') AS device,
    coalesce(nullif(split_part(regexp_replace(lower(user_name), '(?s)^.*\\', ''), '@', 1), ''), lower(user_name), '') AS account,
    -- Who has logged on. A refused logon proves nothing about who sent it.
    CASE WHEN coalesce(status, 0) <> 401 THEN
      coalesce(nullif(split_part(regexp_replace(lower(cs_username), '(?s)^.*\\', ''), '@', 1), ''), lower(cs_username))
    END AS login,
    -- Below 101 each command has statuses of its own ([MS-ASCMD]).
    coalesce(
      CASE
        WHEN command = 'Sync' THEN eas_status BETWEEN 4 AND 16
        WHEN command = 'Ping' THEN eas_status BETWEEN 3 AND 8
        WHEN command IN ('FolderSync', 'FolderCreate', 'FolderDelete', 'FolderUpdate') THEN eas_status BETWEEN 2 AND 11
        WHEN command IN ('GetItemEstimate', 'MeetingResponse') THEN eas_status BETWEEN 2 AND 4
        WHEN command = 'MoveItems' THEN eas_status IN (1, 2, 4, 5, 6, 7)
        WHEN command = 'Provision' THEN eas_status BETWEEN 2 AND 3
        WHEN command = 'Settings' THEN eas_status BETWEEN 2 AND 7
        WHEN command = 'Search' THEN eas_status BETWEEN 2 AND 11 OR eas_status IN (13, 14)
        WHEN command = 'ValidateCert' THEN eas_status = 17
      END,
      false
    ) AS command_failed
  FROM named
)
SELECT
  dt, bucket, device, account,
  CASE
    WHEN starts_with(login, 'healthmailbox') OR starts_with(login, 'extest_') THEN 'probe'
    ELSE 'device'
  END AS kind,
  device_id, device_type, user_name, cs_username, query_user, user_agent, server,
  CASE WHEN side IN ('back', 'middle') THEN 'back' ELSE 'front' END AS side,
  has_log, client_address,
  command, coalesce(status, 0) AS status, substatus, win32_status, eas_status, error, access_state,
  protocol_version, policy_ack, mailbox_server,
  -- Clients of protocol 14.0 and later are given their failures behind HTTP 200.
  CASE WHEN eas_status >= 101 THEN eas_status ELSE coalesce(status, 0) END AS effective_status,
  CASE
    WHEN eas_status >= 101 THEN cast(eas_status AS varchar)
    WHEN command_failed THEN command || '.' || cast(eas_status AS varchar)
    WHEN status = 401 AND substatus BETWEEN 1 AND 5 OR status = 403 AND substatus BETWEEN 4 AND 18 OR status = 413 AND substatus = 1
      THEN cast(status AS varchar) || '.' || cast(substatus AS varchar)
    ELSE cast(coalesce(status, 0) AS varchar)
  END AS reason,
  coalesce(eas_status >= 101, false) AS eas_failed,
  -- 401 is the challenge before each logon, unless Windows says that a logon was refused, or
  -- IIS that what came after it was; 451 sends the device to a better server.
  coalesce(
    CASE coalesce(status, 0)
      WHEN 401 THEN coalesce(substatus BETWEEN 3 AND 5, false) OR win32_status IN (
        1311, 1326, 1327, 1328, 1329, 1330, 1331, 1355, 1385, 1396, 1398, 1787, 1788, 1789, 1790, 1792, 1793, 1907, 1909,
        2148074248, 2148074252, 2148074257, 2148074276, 2148074310
      )
      WHEN 451 THEN false
      ELSE eas_status >= 101 OR command_failed OR status >= 400 OR error IS NOT NULL
    END,
    false
  ) AS failed,
  hits, bytes_sent, bytes_sent_max, bytes_received, bytes_received_max,
  time_taken_ms, time_taken_max_ms, timed_hits, waiting_hits, time_histogram, first_time, last_time,
  full_syncs, recovery_syncs, invalid_syncs,
  heartbeat_s, heartbeat_max_s, sync_state_max_kb, sync_commit_max, throttle_ms, throttle_max_ms,
  attachments, attachment_bytes, sharepoint_reads, unc_reads, oof_gets, oof_sets, items
FROM known
