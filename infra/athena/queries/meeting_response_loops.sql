-- Which devices answer one meeting without end?
-- When: a database's transaction logs grow by gigabytes.
-- Look: hundreds a day of one device: see easreport explain meeting-response-loop, and the
--   calendar of that user.
SELECT
  dt, device, account, max(user_name) AS user_name, max(device_type) AS device_type, max(user_agent) AS user_agent,
  sum(hits) AS meeting_responses,
  sum(failures) AS failures,
  min(first_time) AS first_time,
  max(last_time) AS last_time
FROM requests
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'device'
  AND command = 'MeetingResponse'
GROUP BY dt, device, account
HAVING sum(hits) > /*minimum_hits=*/ 100 /**/
ORDER BY meeting_responses DESC, dt, device, account
LIMIT /*rows=*/ 100 /**/
