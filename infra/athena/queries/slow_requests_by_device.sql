-- Which devices have requests that take long?
-- When: one user waits and others do not, or slow_commands shows a slow server.
-- Look: failed beside requests: Exchange holds some failures back for 20 s, and then
--   nothing was slow. A large folder is slow for one device only.
SELECT
  device, account, command, server, failed, max(user_name) AS user_name, max(user_agent) AS user_agent,
  sum(requests) AS requests,
  sum(CASE WHEN time_taken_ms >= 10000 THEN requests ELSE 0 END) AS over_10_s,
  max(time_taken_ms) AS longest_ms,
  min(bucket) AS first_time,
  max(bucket) AS last_time
FROM slow_requests
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '1' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'device'
  AND time_taken_ms >= /*minimum_ms=*/ 5000 /**/
GROUP BY device, account, command, server, failed
ORDER BY requests DESC, device, account, command, server, failed
LIMIT /*rows=*/ 100 /**/
