-- Whose Ping comes back too soon?
-- When: phones drain their batteries, or Ping makes up most of the requests.
-- Look: mean_seconds far below 540 with many Pings: a firewall or load balancer cuts idle
--   connections (easreport explain short-heartbeat), if it is so for many devices.
SELECT
  device, account, max(user_name) AS user_name, max(device_type) AS device_type, max(user_agent) AS user_agent,
  sum(hits) AS pings,
  round(sum(time_taken_ms) / 1e3 / sum(timed_hits), 1) AS mean_seconds,
  max(time_taken_max_ms) / 1000 AS longest_seconds,
  count(DISTINCT dt) AS days
FROM requests
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '1' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'device'
  AND command = 'Ping' AND timed_hits > 0
GROUP BY device, account
HAVING sum(hits) >= /*minimum_hits=*/ 200 /**/ AND sum(time_taken_ms) < 540000 * sum(timed_hits)
ORDER BY pings DESC, device, account
LIMIT /*rows=*/ 100 /**/
