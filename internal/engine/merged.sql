-- Rows of the activity table, of which those of one key are made one. A value that is not
-- there is not zero: rows with and without it stay apart, so that hits stay the number of
-- requests that a sum is of. Of some devices, cases are folded by the reader: an engine's
-- own way may differ outside of ASCII, and gives such rows always.
SELECT
  date_diff('millisecond', timestamp '1970-01-01 00:00:00', cast(bucket AS timestamp)) AS bucket,
  device_id, device_type, cs_username, query_user, user_agent, server, side,
  CASE WHEN has_log THEN 1 ELSE 0 END AS has_log, client_address, command,
  status, substatus, win32_status, eas_status, error, access_state, protocol_version, policy_ack, mailbox_server,
  cast(sum(hits) AS bigint) AS hits,
  cast(sum(bytes_sent) AS bigint) AS bytes_sent,
  max(bytes_sent_max) AS bytes_sent_max,
  cast(sum(bytes_received) AS bigint) AS bytes_received,
  max(bytes_received_max) AS bytes_received_max,
  cast(sum(time_taken_ms) AS bigint) AS time_taken_ms,
  max(time_taken_max_ms) AS time_taken_max_ms,
  cast(sum(timed_hits) AS bigint) AS timed_hits,
  cast(sum(waiting_hits) AS bigint) AS waiting_hits,
  array_join(array_agg(time_histogram), ' ') AS time_histogram, items,
  min(date_diff('millisecond', timestamp '1970-01-01 00:00:00', cast(first_time AS timestamp))) AS first_time,
  max(date_diff('millisecond', timestamp '1970-01-01 00:00:00', cast(last_time AS timestamp))) AS last_time,
  cast(sum(full_syncs) AS bigint) AS full_syncs,
  cast(sum(recovery_syncs) AS bigint) AS recovery_syncs,
  cast(sum(invalid_syncs) AS bigint) AS invalid_syncs,
  max(sync_state_max_kb) AS sync_state_max_kb,
  cast(sum(throttle_ms) AS bigint) AS throttle_ms,
  max(throttle_max_ms) AS throttle_max_ms
FROM activity
WHERE dt = {day} AND "$path" NOT IN {without} AND {devices}
GROUP BY
  bucket, device_id, device_type, cs_username, query_user, user_agent, server, side, has_log, client_address, command,
  status, substatus, win32_status, eas_status, error, access_state, protocol_version, policy_ack, mailbox_server,
  bytes_sent IS NULL, bytes_received IS NULL, throttle_ms IS NULL, items
ORDER BY device_id, bucket
