-- What would Users.csv of Export-ActiveSyncLog have said?
-- When: a list or a script expects that file.
-- Look: sent is from the server to the device. Items, out-of-office, SharePoint, UNC,
--   attachments and the policy are what Exchange notes in Log=, 0 or unknown in logs without
--   it; items count those of no class, too. Missing is the row of totals. It added up one log
--   at a time.
WITH users AS (
  SELECT
    account, device, max(device_type) AS device_type,
    sum(hits) AS hits, sum(bytes_sent) AS bytes_sent, sum(bytes_received) AS bytes_received,
    coalesce(sum(cast(nullif(regexp_extract(items, 'mail_to_client:([0-9]+)', 1), '') AS bigint)), 0) AS mail_to,
    coalesce(sum(cast(nullif(regexp_extract(items, 'mail_from_client:([0-9]+)', 1), '') AS bigint)), 0) AS mail_from,
    coalesce(sum(cast(nullif(regexp_extract(items, 'calendar_to_client:([0-9]+)', 1), '') AS bigint)), 0) AS calendar_to,
    coalesce(sum(cast(nullif(regexp_extract(items, 'calendar_from_client:([0-9]+)', 1), '') AS bigint)), 0) AS calendar_from,
    coalesce(sum(cast(nullif(regexp_extract(items, 'contacts_to_client:([0-9]+)', 1), '') AS bigint)), 0) AS contacts_to,
    coalesce(sum(cast(nullif(regexp_extract(items, 'contacts_from_client:([0-9]+)', 1), '') AS bigint)), 0) AS contacts_from,
    coalesce(sum(cast(nullif(regexp_extract(items, 'tasks_to_client:([0-9]+)', 1), '') AS bigint)), 0) AS tasks_to,
    coalesce(sum(cast(nullif(regexp_extract(items, 'tasks_from_client:([0-9]+)', 1), '') AS bigint)), 0) AS tasks_from,
    coalesce(sum(cast(nullif(regexp_extract(items, 'notes_to_client:([0-9]+)', 1), '') AS bigint)), 0) AS notes_to,
    coalesce(sum(cast(nullif(regexp_extract(items, 'notes_from_client:([0-9]+)', 1), '') AS bigint)), 0) AS notes_from,
    coalesce(sum(cast(nullif(regexp_extract(items, 'other_to_client:([0-9]+)', 1), '') AS bigint)), 0) AS other_to,
    coalesce(sum(cast(nullif(regexp_extract(items, 'other_from_client:([0-9]+)', 1), '') AS bigint)), 0) AS other_from,
    coalesce(sum(oof_sets), 0) AS oof_sets, coalesce(sum(oof_gets), 0) AS oof_gets,
    sum(CASE WHEN command = 'Search' THEN hits ELSE 0 END) AS searches,
    coalesce(sum(sharepoint_reads), 0) AS sharepoint_reads, coalesce(sum(unc_reads), 0) AS unc_reads,
    coalesce(sum(attachments), 0) AS attachments, coalesce(sum(attachment_bytes), 0) AS attachment_bytes,
    max_by(policy_ack, CASE WHEN policy_ack IS NOT NULL THEN row(last_time, policy_ack) END) AS policy_ack
  FROM requests
  WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '1' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  GROUP BY account, device
)
SELECT
  account AS user_name, device AS device_id, device_type,
  mail_to + calendar_to + contacts_to + tasks_to + notes_to + other_to AS items_sent,
  mail_from + calendar_from + contacts_from + tasks_from + notes_from + other_from AS items_received,
  hits, bytes_sent AS total_bytes_sent, bytes_received AS total_bytes_received,
  mail_to AS total_emails_sent, mail_from AS total_emails_received,
  calendar_to AS total_calendar_sent, calendar_from AS total_calendar_received,
  contacts_to AS total_contacts_sent, contacts_from AS total_contacts_received,
  tasks_to AS total_tasks_sent, tasks_from AS total_tasks_received,
  notes_to AS total_notes_sent, notes_from AS total_notes_received,
  oof_sets AS total_oof_messages_set_by_client, oof_gets AS total_oof_messages_retrieved_from_server,
  searches AS total_searches_requested,
  sharepoint_reads AS total_sharepoint_access, unc_reads AS total_unc_access,
  attachments AS total_attachment_downloads, attachment_bytes AS total_attachment_size,
  CASE policy_ack WHEN 1 THEN 'compliant' WHEN 2 THEN 'partially' WHEN 3 THEN 'not' ELSE 'unknown' END AS currently_compliant_with_policy
FROM users
ORDER BY user_name, device_id
