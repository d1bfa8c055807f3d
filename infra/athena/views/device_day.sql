-- A row for each device, account and day (UTC), with the numbers that the report has:
-- front end and back end are never added, and a request that failed is counted once.
-- time_p50_ms, time_p95_ms and time_p99_ms are milliseconds within which so many of 100
-- requests were done, of those that do not wait by design. time_histogram is their
-- distribution: bin:count pairs, a bin may come more than once.
CREATE OR REPLACE VIEW device_day AS
WITH days AS (
  SELECT
    dt, device, account, kind,
    max(device_id) AS device_id,
    max(user_name) AS user_name,
    max(device_type) AS device_type,
    max_by(user_agent, CASE WHEN user_agent IS NOT NULL THEN hour END) AS user_agent,
    max_by(access_state, CASE WHEN access_state IS NOT NULL THEN hour END) AS access_state,
    sum(hits) AS hits,
    sum(failures) AS failures,
    sum(eas_failures) AS eas_failures,
    sum(errors) AS errors,
    sum(ping_hits) AS ping_hits,
    sum(sync_hits) AS sync_hits,
    sum(folder_sync_hits) AS folder_sync_hits,
    sum(provision_hits) AS provision_hits,
    sum(mail_hits) AS mail_hits,
    max(hits) AS peak_per_hour,
    sum(bytes_sent) AS bytes_sent,
    max(bytes_sent_max) AS bytes_sent_max,
    sum(bytes_received) AS bytes_received,
    max(bytes_received_max) AS bytes_received_max,
    sum(time_taken_ms) AS time_taken_ms,
    max(time_taken_max_ms) AS time_taken_max_ms,
    sum(timed_hits) AS timed_hits,
    sum(waiting_hits) AS waiting_hits,
    nullif(array_join(array_agg(time_histogram), ' '), '') AS time_histogram,
    min(first_time) AS first_time,
    max(last_time) AS last_time,
    sum(full_syncs) AS full_syncs,
    sum(recovery_syncs) AS recovery_syncs,
    sum(invalid_syncs) AS invalid_syncs
  FROM device_hour
  GROUP BY dt, device, account, kind
), bins AS (
  SELECT days.*, cast(split_part(pair, ':', 1) AS bigint) AS bin, cast(split_part(pair, ':', 2) AS bigint) AS requests
  FROM days
  LEFT JOIN UNNEST(split(time_histogram, ' ')) AS t (pair) ON true
), ranked AS (
  SELECT
    *,
    -- Bins are exact to 31 ms; from there each power of two is cut into 16, and the
    -- middle stands for all of a bin.
    CASE WHEN bin < 32 THEN bin ELSE cast((16 + bin % 16 + 0.5) * power(2, bin / 16 - 1) AS bigint) END AS middle,
    sum(requests) OVER (PARTITION BY dt, device, account, kind ORDER BY bin) AS up_to,
    sum(requests) OVER (PARTITION BY dt, device, account, kind) AS of_all
  FROM bins
)
SELECT -- of a row for each bin, in which all but the bin is the same
  dt, device, account, kind,
  max(device_id) AS device_id,
  max(user_name) AS user_name,
  max(device_type) AS device_type,
  max(user_agent) AS user_agent,
  max(access_state) AS access_state,
  max(hits) AS hits,
  max(hits - ping_hits) AS hits_without_ping,
  max(failures) AS failures,
  max(eas_failures) AS eas_failures,
  max(errors) AS errors,
  max(ping_hits) AS ping_hits,
  max(sync_hits) AS sync_hits,
  max(folder_sync_hits) AS folder_sync_hits,
  max(provision_hits) AS provision_hits,
  max(mail_hits) AS mail_hits,
  max(peak_per_hour) AS peak_per_hour,
  max(bytes_sent) AS bytes_sent,
  max(bytes_sent_max) AS bytes_sent_max,
  max(bytes_received) AS bytes_received,
  max(bytes_received_max) AS bytes_received_max,
  max(time_taken_ms) AS time_taken_ms,
  max(time_taken_max_ms) AS time_taken_max_ms,
  max(timed_hits) AS timed_hits,
  max(waiting_hits) AS waiting_hits,
  min(CASE WHEN up_to * 100 >= of_all * 50 THEN least(middle, time_taken_max_ms) END) AS time_p50_ms,
  min(CASE WHEN up_to * 100 >= of_all * 95 THEN least(middle, time_taken_max_ms) END) AS time_p95_ms,
  min(CASE WHEN up_to * 100 >= of_all * 99 THEN least(middle, time_taken_max_ms) END) AS time_p99_ms,
  max(time_histogram) AS time_histogram,
  min(first_time) AS first_time,
  max(last_time) AS last_time,
  max(full_syncs) AS full_syncs,
  max(recovery_syncs) AS recovery_syncs,
  max(invalid_syncs) AS invalid_syncs
FROM ranked
GROUP BY dt, device, account, kind
