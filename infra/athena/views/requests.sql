-- The table request_day, each request once, and what its rows mean: device is the id in
-- whichever spelling, account the person by the best of the names that are proven to be one
-- person's on that UTC day, account_names all of them; kind is device or probe (the
-- server's own monitoring); side says which servers logged it. Whatever is summed of these
-- rows is right. What only Exchange itself notes (eas_status, protocol_version, heartbeat_s
-- to items and the like) is known of logged_hits. The view has no rows of today. It refuses
-- to answer for another day that has not been reconciled: see reconciled_days.
CREATE OR REPLACE VIEW requests AS
WITH known AS (
  SELECT
    *,
    coalesce(lower(device_id), '') AS device,
    coalesce(person, '') AS account,
    -- Who has logged on. A refused logon proves nothing about who sent it.
    CASE WHEN coalesce(status, 0) <> 401 THEN
      coalesce(nullif(split_part(regexp_replace(lower(cs_username), '(?s)^.*\\', ''), '@', 1), ''), lower(cs_username))
    END AS login,
    -- The server with the mailbox may have failed what the client saw in another way.
    coalesce(back_status >= 400 AND back_status NOT IN (401, 451), false) AS back_failed,
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
  FROM request_day
), judged AS (
  SELECT
    *,
    -- 401 is the challenge before each logon, unless Windows says that a logon was refused, or
    -- IIS that what came after it was; 451 sends the device to a better server.
    coalesce(
      CASE coalesce(status, 0)
        WHEN 401 THEN coalesce(substatus BETWEEN 3 AND 5, false) OR win32_status IN (
          1311, 1326, 1327, 1328, 1329, 1330, 1331, 1355, 1385, 1396, 1398, 1787, 1788, 1789, 1790, 1792, 1793, 1907, 1909,
          2148074248, 2148074252, 2148074257, 2148074276, 2148074310
        )
        WHEN 451 THEN false
        ELSE eas_status >= 101 OR command_failed OR back_failed OR status >= 400 OR error IS NOT NULL
      END,
      false
    ) AS failed
  FROM known
), refused AS (
  -- There is no answer to a question about a day whose requests are not known: to cast
  -- this text is an error that says so. All columns are made of it, so that it is cast
  -- whatever is asked.
  SELECT
    dt,
    CASE
      WHEN reconciled OR dt >= cast(current_date AS varchar) THEN 0
      ELSE cast(concat(dt, ' has not been reconciled: run easreport compact, or ask for other days') AS bigint)
    END AS refused
  FROM reconciled_days
), nothing AS (
  SELECT
    dt, refused, cast(refused AS integer) AS number, cast(refused AS varchar) AS name,
    CASE WHEN refused = 1 THEN timestamp '1970-01-01 00:00:00' END AS time
  FROM refused
)
SELECT
  dt, bucket, device, account,
  CASE
    WHEN starts_with(login, 'healthmailbox') OR starts_with(login, 'extest_') THEN 'probe'
    ELSE 'device'
  END AS kind,
  device_id, device_type, person AS user_name, coalesce(person_names, person) AS account_names, user_agent, server, back_server, side, client_address,
  command, coalesce(status, 0) AS status, substatus, win32_status, back_status, eas_status, error, access_state,
  -- Clients of protocol 14.0 and later are given their failures behind HTTP 200.
  CASE WHEN eas_status >= 101 THEN eas_status WHEN back_failed THEN back_status ELSE coalesce(status, 0) END AS effective_status,
  CASE
    WHEN eas_status >= 101 THEN cast(eas_status AS varchar)
    WHEN command_failed THEN command || '.' || cast(eas_status AS varchar)
    WHEN back_failed THEN cast(back_status AS varchar)
    WHEN status = 401 AND substatus BETWEEN 1 AND 5 OR status = 403 AND substatus BETWEEN 4 AND 18 OR status = 413 AND substatus = 1
      THEN cast(status AS varchar) || '.' || cast(substatus AS varchar)
    ELSE cast(coalesce(status, 0) AS varchar)
  END AS reason,
  coalesce(eas_status >= 101, false) AS eas_failed,
  failed,
  protocol_version, policy_ack, mailbox_server,
  hits,
  CASE WHEN failed THEN hits ELSE 0 END AS failures,
  CASE WHEN has_log THEN hits ELSE 0 END AS logged_hits,
  bytes_sent, bytes_sent_max, bytes_received, bytes_received_max,
  time_taken_ms, time_taken_max_ms, timed_hits, waiting_hits, time_histogram, first_time, last_time,
  full_syncs, recovery_syncs, invalid_syncs,
  heartbeat_s, heartbeat_max_s, sync_state_max_kb, sync_commit_max, throttle_ms, throttle_max_ms,
  attachments, attachment_bytes, sharepoint_reads, unc_reads, oof_gets, oof_sets, items
FROM judged
UNION ALL
SELECT
  dt, time, name, name, name, name, name, name, name, name, name, name, name, name, name, number, number, refused,
  number, number, name, name, number, name, refused = 1, refused = 1, number, number, name, refused, refused,
  refused, refused, refused, refused, refused, refused, refused, refused, refused, name, time, time, refused,
  refused, refused, refused, refused, refused, refused, refused, refused, refused, refused, refused, refused,
  refused, refused, name
FROM nothing
WHERE refused = 1
