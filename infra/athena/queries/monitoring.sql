-- How much of the traffic is the servers' own monitoring?
-- When: hits seem high on a server without users; reports leave monitoring out.
-- Look: probes that are as many as devices' requests, and addresses that should not probe.
SELECT
  server, user_agent, client_address,
  sum(hits) AS hits,
  sum(failures) AS failures,
  min(first_time) AS first_time,
  max(last_time) AS last_time
FROM requests
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '1' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'probe'
GROUP BY server, user_agent, client_address
ORDER BY hits DESC, server, user_agent, client_address
LIMIT /*rows=*/ 200 /**/
