-- Which devices move the most bytes?
-- When: a line is full, or a mobile contract costs too much.
-- Look: bytes a hit: large and few is attachments, small and many is a loop. A front end
--   before Exchange 2013 may not log bytes at all.
SELECT
  device, account, max(user_name) AS user_name, max(device_type) AS device_type, max(user_agent) AS user_agent,
  sum(bytes_sent) AS bytes_sent,
  sum(bytes_received) AS bytes_received,
  max(bytes_sent_max) AS largest_response,
  max(bytes_received_max) AS largest_request,
  sum(hits) AS hits,
  sum(bytes_sent) / nullif(sum(hits), 0) AS sent_per_hit
FROM device_hour
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'device'
GROUP BY device, account
HAVING sum(bytes_sent) + sum(bytes_received) > 0
ORDER BY sum(device_hour.bytes_sent) + sum(device_hour.bytes_received) DESC, device, account
LIMIT /*rows=*/ 100 /**/
