-- When did which server refuse requests because it had too much to do?
-- When: users say that mail came late.
-- Look: refused by one server while others had none: that server or its databases; by all:
--   a storm (see over_per_hour for the same hour) or Active Directory.
SELECT
  date_trunc('hour', bucket) AS hour, server, effective_status, error,
  sum(failures) AS refused,
  count(DISTINCT nullif(device, '')) AS devices,
  min(first_time) AS first_time,
  max(last_time) AS last_time
FROM failures
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND effective_status IN (111, 114, 133, 502, 503, 504)
GROUP BY 1, 2, 3, 4
ORDER BY refused DESC, hour, server, effective_status, error
LIMIT /*rows=*/ 500 /**/
