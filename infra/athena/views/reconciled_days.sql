-- The UTC days with requests, and whether their requests have been worked out: only then
-- are they in request_day, and in the views that are made of it. A day is not reconciled
-- until it is over and a report or easreport compact has read it, nor after a log of it
-- came late, until one of them reads it again.
CREATE OR REPLACE VIEW reconciled_days AS
SELECT dt, max(known) = 1 AS reconciled
FROM (
  SELECT dt, 0 AS known FROM activity
  UNION ALL
  SELECT dt, 1 AS known FROM request_day
)
GROUP BY dt
