-- Which commands are sent, and how many of each fail?
-- When: to see what the load is made of.
-- Look: a command whose share grew; MeetingResponse, FolderSync or Provision near Sync;
--   percent of a command's failures. Without a command are OPTIONS and probes of logon.
SELECT
  command,
  sum(hits) AS hits,
  round(sum(hits) * 100e0 / sum(sum(hits)) OVER (), 2) AS percent,
  count(DISTINCT nullif(device, '')) AS devices,
  sum(failures) AS failures,
  sum(bytes_sent) AS bytes_sent,
  sum(time_taken_ms) / nullif(sum(timed_hits), 0) AS mean_time_ms,
  sum(waiting_hits) AS waiting_hits
FROM requests
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '7' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND kind = 'device'
GROUP BY command
ORDER BY hits DESC, command
