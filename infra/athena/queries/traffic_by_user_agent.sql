-- How much traffic does each kind of device and user agent make?
-- When: a new version is out, or a kind of device is to be blocked or supported.
-- Look: hits_per_device_day of a version beside the one before it; failures in percent.
SELECT
  device_type, replace(user_agent, '+', ' ') AS user_agent,
  count(DISTINCT nullif(device, '')) AS devices,
  count(DISTINCT nullif(account, '')) AS users,
  sum(hits) AS hits,
  round(sum(hits) * 1e0 / count(DISTINCT dt || device), 1) AS hits_per_device_day,
  sum(failures) AS failures,
  round(sum(failures) * 100e0 / nullif(sum(hits), 0), 2) AS failures_percent,
  sum(bytes_sent) AS bytes_sent,
  sum(bytes_received) AS bytes_received
FROM requests
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'device'
GROUP BY 1, 2
ORDER BY hits DESC, device_type, user_agent
LIMIT /*rows=*/ 200 /**/
