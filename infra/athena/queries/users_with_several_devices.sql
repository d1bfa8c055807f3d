-- Which users have several devices?
-- When: devices are counted for licences, or an account that left is looked for on phones.
-- Look: many devices with few hits each: a phone that makes itself a new id, or one
--   password that is shared.
SELECT
  account, max(user_name) AS user_name,
  count(DISTINCT device) AS devices,
  array_join(array_sort(array_agg(DISTINCT device_type)), ', ') AS device_types,
  sum(hits) AS hits,
  max(last_time) AS last_time
FROM device_hour
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '30' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'device' AND device <> '' AND account <> ''
GROUP BY account
HAVING count(DISTINCT device) >= /*minimum_devices=*/ 2 /**/
ORDER BY devices DESC, hits DESC, account
LIMIT /*rows=*/ 1000 /**/
