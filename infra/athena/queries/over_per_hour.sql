-- Which devices sent more requests in an hour than they should?
-- When: to find a burst that the sum of a day hides.
-- Look: the same device hour after hour (a loop) or many devices in one hour (a server).
SELECT
  hour, device, account, user_name, device_type, user_agent,
  hits, sync_hits, ping_hits, folder_sync_hits, provision_hits, failures, errors
FROM device_hour
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '1' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'device'
  AND hits > /*minimum_hits=*/ 500 /**/
ORDER BY hits DESC, hour, device, account
LIMIT /*rows=*/ 1000 /**/
