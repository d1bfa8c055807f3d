-- Which devices synchronize from the beginning again and again?
-- When: bytes sent or database reads rise without more devices.
-- Look: full_syncs far over the number of folders (30 a day is much): each time the server
--   sends everything (easreport explain repeated-full-sync). invalid_syncs: two devices may
--   share an id. Logs without the Log= field, and the front end's, do not tell.
SELECT
  dt, device, account, max(user_name) AS user_name, max(device_type) AS device_type, max(user_agent) AS user_agent,
  sum(full_syncs) AS full_syncs,
  sum(recovery_syncs) AS recovery_syncs,
  sum(invalid_syncs) AS invalid_syncs,
  sum(sync_hits) AS sync_hits,
  sum(bytes_sent) AS bytes_sent
FROM device_hour
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'device'
GROUP BY dt, device, account
HAVING sum(full_syncs) + sum(recovery_syncs) + sum(invalid_syncs) >= /*minimum_hits=*/ 10 /**/
ORDER BY full_syncs DESC, recovery_syncs DESC, invalid_syncs DESC, dt, device, account
LIMIT /*rows=*/ 100 /**/
