-- Which devices does Exchange block or quarantine?
-- When: a user says that mail stopped, or a rule for devices was changed.
-- Look: the letter behind the state: P policy, D device rule, I individual, G global; AB is
--   Exchange's own doing because of how the device behaves. Many hits: it does not give up.
SELECT
  access_state, device, account, max(user_name) AS user_name, max(device_type) AS device_type, max(user_agent) AS user_agent,
  sum(hits) AS hits,
  sum(failures) AS failures,
  min(first_time) AS first_time,
  max(last_time) AS last_time
FROM device_hour
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'device'
  AND access_state IS NOT NULL AND NOT starts_with(access_state, 'Allowed')
GROUP BY access_state, device, account
ORDER BY hits DESC, access_state, device, account
LIMIT /*rows=*/ 500 /**/
