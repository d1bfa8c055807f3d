-- requests_by_side, of each device, account and day the side that counts: hits, bytes and
-- times of the one with more hits, failures of the one with more failures (mostly the back
-- end, which logs the EAS status), and what Exchange notes in Log= of the one with more hits
-- that have it (the back end, from Exchange 2013 on). Whatever is summed of these rows is
-- right. A row that counts for its failures or its Log= only has 0 hits: logged_hits are
-- the requests that protocol_version, policy_ack, mailbox_server, and the columns from
-- heartbeat_s to items are of.
CREATE OR REPLACE VIEW requests AS
WITH sides AS (
  SELECT
    dt, device, account, kind,
    CASE WHEN sum(CASE side WHEN 'back' THEN hits ELSE -hits END) > 0 THEN 'back' ELSE 'front' END AS side_of_hits,
    CASE WHEN sum(CASE WHEN NOT failed THEN 0 WHEN side = 'back' THEN hits ELSE -hits END) > 0 THEN 'back' ELSE 'front' END AS side_of_failures,
    -- Of equals the back end: a server that hands all requests on has little to note.
    CASE WHEN sum(CASE WHEN NOT has_log THEN 0 WHEN side = 'back' THEN hits ELSE -hits END) < 0 THEN 'front' ELSE 'back' END AS side_of_log
  FROM requests_by_side
  GROUP BY dt, device, account, kind
), chosen AS (
  SELECT *, side = side_of_hits AS of_hits, failed AND side = side_of_failures AS of_failures, has_log AND side = side_of_log AS of_log
  FROM requests_by_side
  JOIN sides USING (dt, device, account, kind)
)
SELECT
  dt, bucket, device, account, kind,
  device_id, device_type, user_name, user_agent, server, side, client_address,
  command, status, substatus, win32_status, eas_status, error, access_state, effective_status, reason, failed,
  CASE WHEN of_log THEN protocol_version END AS protocol_version,
  CASE WHEN of_log THEN policy_ack END AS policy_ack,
  CASE WHEN of_log THEN mailbox_server END AS mailbox_server,
  CASE WHEN of_hits THEN hits ELSE 0 END AS hits,
  CASE WHEN of_failures THEN hits ELSE 0 END AS failures,
  CASE WHEN of_log THEN hits ELSE 0 END AS logged_hits,
  CASE WHEN of_hits THEN bytes_sent END AS bytes_sent,
  CASE WHEN of_hits THEN bytes_sent_max END AS bytes_sent_max,
  CASE WHEN of_hits THEN bytes_received END AS bytes_received,
  CASE WHEN of_hits THEN bytes_received_max END AS bytes_received_max,
  CASE WHEN of_hits THEN time_taken_ms END AS time_taken_ms,
  CASE WHEN of_hits THEN time_taken_max_ms END AS time_taken_max_ms,
  CASE WHEN of_hits THEN timed_hits ELSE 0 END AS timed_hits,
  CASE WHEN of_hits THEN waiting_hits ELSE 0 END AS waiting_hits,
  CASE WHEN of_hits THEN time_histogram END AS time_histogram,
  first_time, last_time,
  CASE WHEN of_log THEN heartbeat_s END AS heartbeat_s,
  CASE WHEN of_log THEN heartbeat_max_s END AS heartbeat_max_s,
  CASE WHEN of_log THEN sync_state_max_kb END AS sync_state_max_kb,
  CASE WHEN of_log THEN throttle_ms END AS throttle_ms,
  CASE WHEN of_log THEN throttle_max_ms END AS throttle_max_ms,
  CASE WHEN of_log THEN attachments END AS attachments,
  CASE WHEN of_log THEN attachment_bytes END AS attachment_bytes,
  CASE WHEN of_log THEN sharepoint_reads END AS sharepoint_reads,
  CASE WHEN of_log THEN unc_reads END AS unc_reads,
  CASE WHEN of_log THEN oof_gets END AS oof_gets,
  CASE WHEN of_log THEN oof_sets END AS oof_sets,
  CASE WHEN of_log THEN items END AS items
FROM chosen
WHERE of_hits OR of_failures OR of_log
