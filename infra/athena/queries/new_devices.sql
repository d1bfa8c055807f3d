-- Which devices are new this week?
-- When: each week, or when traffic rises without more users.
-- Look: a user whose old device goes on beside the new one; an account that never had one
--   and has several at once. A device that was silent since known_since counts as new.
SELECT
  min(dt) AS first_seen, device, account, max(user_name) AS user_name, max(device_type) AS device_type, max(user_agent) AS user_agent,
  count(DISTINCT dt) AS days,
  sum(hits) AS hits,
  sum(failures) AS failures
FROM device_hour
WHERE dt BETWEEN /*known_since=*/ date_format(current_date - interval '35' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'device' AND device <> ''
GROUP BY device, account
HAVING min(dt) >= /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
ORDER BY first_seen DESC, hits DESC, device, account
LIMIT /*rows=*/ 1000 /**/
