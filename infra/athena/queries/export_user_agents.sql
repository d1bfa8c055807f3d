-- What would UserAgents.csv of Export-ActiveSyncLog have said?
-- When: a list or a script expects that file.
-- Look: user agents are as logged, with + for a space. Nothing is missing.
SELECT user_agent, sum(hits) AS hits, count(DISTINCT nullif(device, '')) AS unique_devices
FROM requests
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '1' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
GROUP BY user_agent
ORDER BY hits DESC, user_agent
