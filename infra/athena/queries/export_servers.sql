-- What would Servers.csv of Export-ActiveSyncLog have said?
-- When: a list or a script expects that file.
-- Look: average_unique_devices is by day. Missing: the host name that clients asked for, and
--   the address where the log has a name (the server is one or the other).
WITH days AS (
  SELECT
    server, dt, count(DISTINCT nullif(device, '')) AS devices,
    sum(hits) AS hits, sum(bytes_sent) AS bytes_sent, sum(bytes_received) AS bytes_received
  FROM requests
  WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '1' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  GROUP BY server, dt
)
SELECT
  server,
  round(avg(devices), 1) AS average_unique_devices,
  sum(hits) AS hits,
  sum(bytes_sent) AS total_bytes_sent,
  sum(bytes_received) AS total_bytes_received
FROM days
GROUP BY server
ORDER BY server
