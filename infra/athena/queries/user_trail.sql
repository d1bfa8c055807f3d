-- From where, and with which devices, was one account used?
-- When: a phone was lost or an account may be in other hands.
-- Look: a device or an address that the user does not know; refused logons before the first
--   that went well. Any of the account's names will do, also without its domain.
SELECT
  dt, account, device, device_type, user_agent, client_address,
  sum(hits) AS hits,
  sum(failures) AS failures,
  sum(CASE WHEN command IN ('SendMail', 'SmartReply', 'SmartForward') THEN hits ELSE 0 END) AS mails_sent,
  min(first_time) AS first_time,
  max(last_time) AS last_time
FROM requests
WHERE dt BETWEEN /*first_day=*/ date_format(current_date - interval '30' day, '%Y-%m-%d') /**/
    AND /*last_day=*/ date_format(current_date, '%Y-%m-%d') /**/
  AND (
    strpos(concat(';', account_names, ';'), concat(';', lower(/*user_name=*/ 'anna.keller' /**/), ';')) > 0
    OR strpos(concat(account_names, ';'), concat('\', lower(/*user_name=*/ 'anna.keller' /**/), ';')) > 0
    OR strpos(concat(';', account_names), concat(';', lower(/*user_name=*/ 'anna.keller' /**/), '@')) > 0
  )
GROUP BY dt, account, device, device_type, user_agent, client_address
ORDER BY dt, hits DESC, device, device_type, user_agent, client_address
