-- Who keeps trying although the mailbox is full?
-- When: a mailbox server is busy, or a database's transaction logs grow.
-- Look: most_in_a_minute over 60 is a storm: each attempt costs the server as much as the
--   one before (easreport explain mailbox-full-storm). Make room in the mailbox first.
WITH minutes AS (
  SELECT
    dt, device, account, date_trunc('minute', bucket) AS minute,
    max(user_name) AS user_name, max(device_type) AS device_type, max(user_agent) AS user_agent,
    sum(failures) AS failures, min(first_time) AS first_time, max(last_time) AS last_time
  FROM failures
  WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
    AND (effective_status IN (113, 507) OR strpos(error, 'QuotaExceeded') > 0)
  GROUP BY dt, device, account, date_trunc('minute', bucket)
)
SELECT
  dt, device, account, max(user_name) AS user_name, max(device_type) AS device_type, max(user_agent) AS user_agent,
  sum(failures) AS failures,
  max(failures) AS most_in_a_minute,
  count(*) AS minutes,
  min(first_time) AS first_time,
  max(last_time) AS last_time
FROM minutes
GROUP BY dt, device, account
ORDER BY failures DESC, dt, device, account
LIMIT /*rows=*/ 100 /**/
