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
    coalesce(nullif(split_part(regexp_replace(lower(cs_username), '(?s)^.*\\', ''), '@', 1), ''), lower(cs_username), '') AS login,
    -- The server with the mailbox may have failed what the client saw in another way.
    coalesce(back_status >= 400 AND back_status NOT IN (401, 451), false) AS back_failed,
    -- 401 is the challenge before each logon, unless Windows says that a logon was refused;
    -- 451 sends the device to a better server.
    coalesce(
      CASE coalesce(status, 0)
        WHEN 401 THEN win32_status BETWEEN 1326 AND 1331 OR win32_status IN (1907, 1909)
        WHEN 451 THEN false
        ELSE eas_status >= 101 OR status >= 400 OR error IS NOT NULL
      END,
      false
    ) AS front_failed
  FROM request_day
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
  -- Whoever was refused may call himself as he likes.
  CASE
    WHEN coalesce(status, 0) NOT IN (401, 403) AND (starts_with(login, 'healthmailbox') OR starts_with(login, 'extest_')) THEN 'probe'
    ELSE 'device'
  END AS kind,
  device_id, device_type, person AS user_name, coalesce(person_names, person) AS account_names, user_agent, server, back_server, side, client_address,
  command, coalesce(status, 0) AS status, substatus, win32_status, back_status, eas_status, error, access_state,
  -- Clients of protocol 14.0 and later are given their failures behind HTTP 200.
  CASE WHEN eas_status >= 101 THEN eas_status WHEN back_failed THEN back_status ELSE coalesce(status, 0) END AS effective_status,
  coalesce(eas_status >= 101, false) AS eas_failed,
  front_failed OR back_failed AS failed,
  protocol_version, policy_ack, mailbox_server,
  hits,
  CASE WHEN front_failed OR back_failed THEN hits ELSE 0 END AS failures,
  CASE WHEN has_log THEN hits ELSE 0 END AS logged_hits,
  bytes_sent, bytes_sent_max, bytes_received, bytes_received_max,
  time_taken_ms, time_taken_max_ms, timed_hits, waiting_hits, time_histogram, first_time, last_time,
  full_syncs, recovery_syncs, invalid_syncs,
  heartbeat_s, heartbeat_max_s, sync_state_max_kb, sync_commit_max, throttle_ms, throttle_max_ms,
  attachments, attachment_bytes, sharepoint_reads, unc_reads, oof_gets, oof_sets, items
FROM known
UNION ALL
SELECT
  dt, time, name, name, name, name, name, name, name, name, name, name, name, name, name, number, number, refused,
  number, number, name, name, number, refused = 1, refused = 1, number, number, name, refused, refused, refused,
  refused, refused, refused, refused, refused, refused, refused, refused, name, time, time, refused, refused,
  refused, refused, refused, refused, refused, refused, refused, refused, refused, refused, refused, refused,
  refused, name
FROM nothing
WHERE refused = 1
