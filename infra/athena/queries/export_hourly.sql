-- What would Hourly.csv of Export-ActiveSyncLog have said?
-- When: for the shape of a week; a list or a script expects that file.
-- Look: always 7 times 24 rows. Hours are UTC, as with its switch UseGMT. Sync related are
--   here Sync, FolderSync and GetItemEstimate: which ones it counted is not documented.
WITH week AS (
  SELECT number, day, hour
  FROM (VALUES (1, 'Monday'), (2, 'Tuesday'), (3, 'Wednesday'), (4, 'Thursday'), (5, 'Friday'), (6, 'Saturday'), (7, 'Sunday')) AS d (number, day)
  CROSS JOIN UNNEST(sequence(0, 23)) AS h (hour)
), hours AS (
  SELECT
    day_of_week(bucket) AS number, hour(bucket) AS hour,
    count(DISTINCT nullif(device, '')) AS devices,
    sum(CASE WHEN command IN ('Sync', 'FolderSync', 'GetItemEstimate') THEN hits ELSE 0 END) AS syncs
  FROM requests
  WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  GROUP BY 1, 2
)
SELECT day, hour, coalesce(devices, 0) AS unique_devices, coalesce(syncs, 0) AS sync_related_requests
FROM week
LEFT JOIN hours USING (number, hour)
ORDER BY number, hour
