-- Whose Ping comes back too soon?
-- When: phones drain their batteries, or Ping makes up most of the requests.
-- Look: heartbeat_seconds, the mean of what the device asks for, far below 540 for many
--   devices: a firewall or load balancer cuts idle connections, and phones ask for less
--   each time (easreport explain short-heartbeat). Where no log has heartbeats it is empty,
--   and mean_seconds counts, which is also low where mail comes often.
WITH totals AS (
  SELECT
    device, account, max(user_name) AS user_name, max(device_type) AS device_type, max(user_agent) AS user_agent,
    sum(hits) AS pings,
    sum(heartbeat_s) * 1e0 / sum(CASE WHEN heartbeat_s IS NOT NULL THEN logged_hits END) AS heartbeat,
    sum(time_taken_ms) / 1e3 / nullif(sum(timed_hits), 0) AS waited,
    max(time_taken_max_ms) / 1000 AS longest_seconds,
    count(DISTINCT dt) AS days
  FROM requests
  WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '1' day, '%Y-%m-%d') /**/
      AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
    AND kind = 'device'
    AND command = 'Ping'
  GROUP BY device, account
)
SELECT
  device, account, user_name, device_type, user_agent, pings,
  round(heartbeat, 1) AS heartbeat_seconds,
  round(waited, 1) AS mean_seconds,
  longest_seconds, days
FROM totals
WHERE pings >= /*minimum_hits=*/ 200 /**/ AND coalesce(heartbeat, waited) < 540
ORDER BY pings DESC, device, account
LIMIT /*rows=*/ 100 /**/
