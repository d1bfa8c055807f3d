-- Which error texts does Exchange log, and for how many devices?
-- When: failures_by_status names a status, and one wants the reason behind it.
-- Look: a text that is new, and whether it is of one server. Texts are of the Log= field:
--   Exchange 2013 and later write it on the back end only.
SELECT
  name AS error,
  sum(failures) AS failures,
  count(DISTINCT nullif(device, '')) AS devices,
  count(DISTINCT nullif(account, '')) AS users,
  count(DISTINCT server) AS servers,
  min(effective_status) AS lowest_status,
  max(effective_status) AS highest_status,
  min(first_time) AS first_time,
  max(last_time) AS last_time
FROM failures
CROSS JOIN UNNEST(split(error, ';')) AS t (name)
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
GROUP BY name
ORDER BY failures DESC, error
LIMIT /*rows=*/ 200 /**/
