-- What share of each server's load is ActiveSync, hour by hour?
-- When: a server is busy, and it is not known whether phones are the reason.
-- Look: eas_hits_percent above that of other hours or servers: phones. Rows of the log are
--   counted, as each server has them. Time includes requests that wait by design, so
--   eas_time_percent is high where phones do nothing but wait.
SELECT
  hour, server,
  sum(hits) AS hits,
  sum(CASE WHEN segment = 'microsoft-server-activesync' THEN hits ELSE 0 END) AS eas_hits,
  round(sum(CASE WHEN segment = 'microsoft-server-activesync' THEN hits ELSE 0 END) * 100e0 / nullif(sum(hits), 0), 1) AS eas_hits_percent,
  sum(bytes_sent) + sum(bytes_received) AS bytes,
  round(sum(CASE WHEN segment = 'microsoft-server-activesync' THEN bytes_sent + bytes_received ELSE 0 END) * 100e0
    / nullif(sum(bytes_sent) + sum(bytes_received), 0), 1) AS eas_bytes_percent,
  round(sum(CASE WHEN segment = 'microsoft-server-activesync' THEN time_taken_ms ELSE 0 END) * 100e0
    / nullif(sum(time_taken_ms), 0), 1) AS eas_time_percent,
  sum(server_errors) AS server_errors,
  sum(CASE WHEN segment = 'microsoft-server-activesync' THEN server_errors ELSE 0 END) AS eas_server_errors
FROM traffic
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
GROUP BY hour, server
ORDER BY hour, server
LIMIT /*rows=*/ 5000 /**/
