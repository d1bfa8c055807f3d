-- The table activity, and what each of its rows means: who it is by all spellings of the
-- device id and the account, whether it is the server's own monitoring, and whether its
-- requests failed. user_name is who sent the requests: cs_username, or query_user where
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
    coalesce(lower(user_agent), '') AS agent
  FROM named
)
SELECT
  dt, bucket, device, account,
  CASE
    WHEN starts_with(agent, 'amprobe/') OR starts_with(agent, 'testactivesyncconnectivity') OR strpos(agent, 'lbhealth') > 0
      OR starts_with(account, 'healthmailbox') OR starts_with(account, 'extest_') THEN 'probe'
    ELSE 'device'
  END AS kind,
  device_id, device_type, user_name, cs_username, query_user, user_agent, server,
  CASE WHEN side IN ('back', 'middle') THEN 'back' ELSE 'front' END AS side,
  has_log, client_address,
  command, coalesce(status, 0) AS status, substatus, win32_status, eas_status, error, access_state,
  protocol_version, policy_ack, mailbox_server,
  -- Clients of protocol 14.0 and later are given their failures behind HTTP 200.
  CASE WHEN eas_status >= 101 THEN eas_status ELSE coalesce(status, 0) END AS effective_status,
  coalesce(eas_status >= 101, false) AS eas_failed,
  -- 401 is the challenge before each logon, unless Windows says that a logon was refused;
  -- 451 sends the device to a better server.
  coalesce(
    CASE coalesce(status, 0)
      WHEN 401 THEN win32_status BETWEEN 1326 AND 1331 OR win32_status IN (1907, 1909)
      WHEN 451 THEN false
      ELSE eas_status >= 101 OR status >= 400 OR error IS NOT NULL
    END,
    false
  ) AS failed,
  hits, bytes_sent, bytes_sent_max, bytes_received, bytes_received_max,
  time_taken_ms, time_taken_max_ms, timed_hits, waiting_hits, time_histogram, first_time, last_time,
  full_syncs, recovery_syncs, invalid_syncs,
  heartbeat_s, heartbeat_max_s, sync_state_max_kb, sync_commit_max, throttle_ms, throttle_max_ms,
  attachments, attachment_bytes, sharepoint_reads, unc_reads, oof_gets, oof_sets, items
FROM known
