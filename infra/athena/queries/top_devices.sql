-- Which devices send the most requests?
-- When: the servers are busy and nobody knows why, or each morning.
-- Look: hits a day far beyond the others' (over 1000 is high, over 1500 may be an issue);
--   one command that makes up most of them; failures next to hits.
SELECT
  device, account, max(user_name) AS user_name, max(device_type) AS device_type, max(user_agent) AS user_agent,
  sum(hits) AS hits,
  count(DISTINCT dt) AS days,
  max(hits) AS most_in_an_hour,
  sum(sync_hits) AS sync_hits,
  sum(ping_hits) AS ping_hits,
  sum(folder_sync_hits) AS folder_sync_hits,
  sum(failures) AS failures,
  sum(bytes_sent) AS bytes_sent
FROM device_hour
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'device'
GROUP BY device, account
ORDER BY hits DESC, device, account
LIMIT /*rows=*/ 100 /**/
