-- What would Users.csv of Export-ActiveSyncLog have said?
-- When: a list or a script expects that file.
-- Look: hits and bytes are its; searches, attachments and mails count requests. Missing,
--   because only the items in Log= tell: items sent and received, all totals by class (mail,
--   calendar, contacts, tasks, notes), out-of-office, SharePoint and UNC access, the size of
--   attachments, and compliance with the policy. It added up one log at a time.
SELECT
  account AS user_name, device AS device_id, max(device_type) AS device_type,
  sum(hits) AS hits,
  sum(bytes_sent) AS total_bytes_sent,
  sum(bytes_received) AS total_bytes_received,
  sum(CASE WHEN command IN ('SendMail', 'SmartReply', 'SmartForward') THEN hits ELSE 0 END) AS mails_sent_by_device,
  sum(CASE WHEN command = 'Search' THEN hits ELSE 0 END) AS searches_requested,
  sum(CASE WHEN command = 'GetAttachment' THEN hits ELSE 0 END) AS attachment_downloads
FROM requests
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '1' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND hits > 0
GROUP BY account, device
ORDER BY user_name, device_id
