-- What would StatusCodes.csv of Export-ActiveSyncLog have said?
-- When: a list or a script expects that file.
-- Look: statuses are HTTP's; failures behind 200 are in failures_by_status. ratio is in
--   percent and not cut to a whole number as its was. Nothing is missing.
SELECT
  status, substatus,
  sum(hits) AS hits,
  round(sum(hits) * 100e0 / sum(sum(hits)) OVER (), 2) AS ratio
FROM requests
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '1' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
GROUP BY status, substatus
ORDER BY status, substatus
