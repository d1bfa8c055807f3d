-- Which devices sent more than one request a second for a minute?
-- When: a server was slow for some minutes only.
-- Look: peak_per_minute over 60 with failures: it tries again without waiting for an answer
--   to help (easreport explain burst). Days are the report's: it reads what the report wrote.
SELECT dt, peak_per_minute, device_id, user_name, device_type, user_agent, hits, hits_without_ping, failures, failure_statuses, errors
FROM devices
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'device'
  AND peak_per_minute > /*minimum_hits=*/ 60 /**/
ORDER BY peak_per_minute DESC, dt, device_id, user_name
LIMIT /*rows=*/ 100 /**/
