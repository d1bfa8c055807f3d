-- How much did all devices together do, day by day?
-- When: for a plan of capacity, and to see since when something is different.
-- Look: hits_per_device rising while devices do not; the day on which failures_percent
--   changed. Weekends are low.
SELECT
  dt,
  count(DISTINCT nullif(device, '')) AS devices,
  count(DISTINCT nullif(account, '')) AS users,
  sum(hits) AS hits,
  round(sum(hits) * 1e0 / nullif(count(DISTINCT nullif(device, '')), 0), 1) AS hits_per_device,
  sum(failures) AS failures,
  round(sum(failures) * 100e0 / nullif(sum(hits), 0), 2) AS failures_percent,
  sum(ping_hits) AS ping_hits,
  sum(sync_hits) AS sync_hits,
  sum(mail_hits) AS mail_hits,
  sum(bytes_sent) AS bytes_sent,
  sum(bytes_received) AS bytes_received
FROM device_hour
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '30' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'device'
GROUP BY dt
ORDER BY dt
