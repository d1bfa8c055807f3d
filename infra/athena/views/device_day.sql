-- A row for each device, account and day (UTC), with the numbers that the report has:
-- each request is counted once, whichever servers logged it.
-- time_p50_ms, time_p95_ms and time_p99_ms are milliseconds within which so many of 100
-- requests were done, of those that do not wait by design. They cost a second reading:
-- where they are not asked for, device_hour is cheaper.
CREATE OR REPLACE VIEW device_day AS
WITH days AS (
  SELECT
    dt, device, account, kind,
    max(device_id) AS device_id,
    max(user_name) AS user_name,
    max(device_type) AS device_type,
    max_by(user_agent, CASE WHEN user_agent IS NOT NULL THEN hour END) AS user_agent,
    max_by(access_state, CASE WHEN access_state IS NOT NULL THEN hour END) AS access_state,
    max_by(protocol_version, CASE WHEN protocol_version IS NOT NULL THEN hour END) AS protocol_version,
    max_by(mailbox_server, CASE WHEN mailbox_server IS NOT NULL THEN hour END) AS mailbox_server,
    sum(hits) AS hits,
    sum(hits) - sum(ping_hits) AS hits_without_ping,
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
    min(first_time) AS first_time,
    max(last_time) AS last_time,
    sum(full_syncs) AS full_syncs,
    sum(recovery_syncs) AS recovery_syncs,
    sum(invalid_syncs) AS invalid_syncs
  FROM device_hour
  GROUP BY dt, device, account, kind
), bins AS (
  SELECT
    dt, device, account, kind, cast(split_part(pair, ':', 1) AS bigint) AS bin,
    sum(cast(split_part(pair, ':', 2) AS bigint)) AS requests
  FROM requests
  CROSS JOIN UNNEST(split(time_histogram, ' ')) AS t (pair)
  GROUP BY 1, 2, 3, 4, 5
), ranked AS (
  SELECT
    dt, device, account, kind,
    -- Bins are exact to 31 ms; from there each power of two is cut into 16, and the
    -- middle stands for all of a bin.
    CASE WHEN bin < 32 THEN bin ELSE cast((16 + bin % 16 + 0.5) * power(2, bin / 16 - 1) AS bigint) END AS middle,
    sum(requests) OVER (PARTITION BY dt, device, account, kind ORDER BY bin) AS up_to,
    sum(requests) OVER (PARTITION BY dt, device, account, kind) AS of_all
  FROM bins
), times AS (
  SELECT
    dt, device, account, kind,
    min(CASE WHEN up_to * 100 >= of_all * 50 THEN middle END) AS p50,
    min(CASE WHEN up_to * 100 >= of_all * 95 THEN middle END) AS p95,
    min(CASE WHEN up_to * 100 >= of_all * 99 THEN middle END) AS p99
  FROM ranked
  GROUP BY dt, device, account, kind
)
SELECT
  days.dt, days.device, days.account, days.kind, device_id, user_name, device_type, user_agent, access_state, protocol_version, mailbox_server,
  hits, hits_without_ping, failures, eas_failures, errors,
  ping_hits, sync_hits, folder_sync_hits, provision_hits, mail_hits, peak_per_hour,
  bytes_sent, bytes_sent_max, bytes_received, bytes_received_max,
  time_taken_ms, time_taken_max_ms, timed_hits, waiting_hits,
  CASE WHEN p50 > time_taken_max_ms THEN time_taken_max_ms ELSE p50 END AS time_p50_ms,
  CASE WHEN p95 > time_taken_max_ms THEN time_taken_max_ms ELSE p95 END AS time_p95_ms,
  CASE WHEN p99 > time_taken_max_ms THEN time_taken_max_ms ELSE p99 END AS time_p99_ms,
  first_time, last_time, full_syncs, recovery_syncs, invalid_syncs
FROM days
-- Not USING: a day that is asked for would not be known on both sides, and all be read.
LEFT JOIN times
  ON times.dt = days.dt AND times.device = days.device AND times.account = days.account AND times.kind = days.kind
