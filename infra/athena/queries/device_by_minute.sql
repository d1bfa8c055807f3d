-- What did one device do, minute by minute?
-- When: a device stands out in another query, and one wants to see what it repeats.
-- Look: one command in each minute; the same failure over and over; a command that stops
--   when another begins. side says who logged the requests: both where the front end and
--   the back end have them.
SELECT
  date_trunc('minute', bucket) AS minute, side, command, reason, error, server, client_address,
  sum(hits) AS hits,
  sum(bytes_sent) AS bytes_sent,
  sum(bytes_received) AS bytes_received,
  sum(time_taken_ms) / nullif(sum(timed_hits), 0) AS mean_time_ms,
  max(time_taken_max_ms) AS longest_ms
FROM requests
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '1' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND device = lower(/*device_id=*/ 'ApplDNPHX0123456789' /**/)
GROUP BY 1, 2, 3, 4, 5, 6, 7
ORDER BY minute, side DESC, hits DESC, command, reason, error, server, client_address
