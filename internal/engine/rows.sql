-- Rows of the activity table as they are, of some devices. Cases are folded by the
-- reader: an engine's own way may differ outside of ASCII, and gives such rows always.
SELECT
  date_diff('millisecond', timestamp '1970-01-01 00:00:00', cast(bucket AS timestamp)) AS bucket,
  device_id, device_type, cs_username, query_user, user_agent, server, side, client_address, command, status, win32_status, eas_status, error,
  hits, time_taken_ms, time_taken_max_ms, timed_hits, waiting_hits, time_histogram,
  date_diff('millisecond', timestamp '1970-01-01 00:00:00', cast(first_time AS timestamp)) AS first_time,
  date_diff('millisecond', timestamp '1970-01-01 00:00:00', cast(last_time AS timestamp)) AS last_time,
  full_syncs, recovery_syncs, invalid_syncs
FROM activity
WHERE dt = {day} AND "$path" NOT IN {without}
  AND (lower(coalesce(device_id, '')) IN {devices} OR regexp_like(device_id, '[^ -~]'))
