-- Which devices wait long for their answers, day by day?
-- When: one user says that the phone is slow, or slow_commands shows no slow server.
-- Look: time_p95_ms in the thousands with many requests, day after day: a large mailbox or
--   folder, a bad line. Percentiles are of a day and never averaged; requests that wait by
--   design are not in them.
SELECT
  dt, device, account, user_name, device_type, user_agent,
  timed_hits - waiting_hits AS requests,
  time_p50_ms, time_p95_ms, time_p99_ms,
  time_taken_max_ms AS longest_ms,
  hits, failures
FROM device_day
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'device'
  AND timed_hits - waiting_hits >= /*minimum_hits=*/ 50 /**/
ORDER BY time_p95_ms DESC, dt, device, account
LIMIT /*rows=*/ 100 /**/
