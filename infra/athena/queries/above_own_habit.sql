-- Which devices did far more than they use to?
-- When: something changed today and it is not known what; top_devices shows only those
--   that always are at the top.
-- Look: times: hits of last_day beside the mean of the device's own days before. The days
--   before are from first_day on; with few of them the mean says little.
WITH days AS (
  SELECT
    dt, device, account, max(user_name) AS user_name, max(device_type) AS device_type, max(user_agent) AS user_agent,
    dt = /*last_day=*/ date_format(current_date - interval '1' day, '%Y-%m-%d') /**/ AS is_last,
    sum(hits) AS hits, sum(failures) AS failures
  FROM device_hour
  WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '29' day, '%Y-%m-%d') /**/
      AND /*last_day=*/ date_format(current_date - interval '1' day, '%Y-%m-%d') /**/
    AND kind = 'device'
  GROUP BY dt, device, account
), habits AS (
  SELECT
    device, account, max(user_name) AS user_name, max(device_type) AS device_type, max(user_agent) AS user_agent,
    sum(CASE WHEN is_last THEN hits ELSE 0 END) AS hits,
    sum(CASE WHEN is_last THEN failures ELSE 0 END) AS failures,
    sum(CASE WHEN is_last THEN 0 ELSE 1 END) AS days_before,
    sum(CASE WHEN is_last THEN 0 ELSE hits END) AS hits_before,
    max(CASE WHEN is_last THEN 0 ELSE hits END) AS most_before
  FROM days
  GROUP BY device, account
)
SELECT
  device, account, user_name, device_type, user_agent, hits, failures, days_before,
  round(hits_before * 1e0 / days_before, 1) AS mean_before,
  most_before,
  round(hits * 1e0 * days_before / hits_before, 1) AS times
FROM habits
WHERE days_before >= /*minimum_days=*/ 5 /**/
  AND hits >= /*minimum_hits=*/ 300 /**/
  AND hits > most_before
ORDER BY times DESC, hits DESC, device, account
LIMIT /*rows=*/ 100 /**/
