-- From which servers and hours are there logs?
-- When: before believing that a quiet day was quiet, and after a server was added.
-- Look: an hour that is missing between two others; a server with one side only where its
--   neighbours have both; minutes far below 60 on a busy server. Hours are UTC.
SELECT
  server, side, date_trunc('hour', bucket) AS hour,
  sum(hits) AS hits,
  count(DISTINCT date_trunc('minute', bucket)) AS minutes,
  count(DISTINCT lower(device_id)) AS devices,
  min(first_time) AS first_time,
  max(last_time) AS last_time
FROM activity
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '2' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
GROUP BY 1, 2, 3
ORDER BY server, side, hour
