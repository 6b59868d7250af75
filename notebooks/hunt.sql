-- Databricks notebook source
-- MAGIC %md
-- MAGIC # Who was given a console password, and what came of it
-- MAGIC Each titled cell is also a command: `trailhunt query NAME`, NAME being its title in lower case with hyphens.
-- MAGIC On Databricks, first `USE` the schema that holds the tables. All times are UTC. User names, session names, addresses
-- MAGIC and user agents are written by whoever made the call: take them for claims.

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## Where to begin
-- MAGIC An alert is a password set or reset that no exclusion explains. Most of them are ordinary work: find out whose.

-- COMMAND ----------

-- DBTITLE 1,Newest alerts
SELECT event_time, severity, account_id, title, source_address, status, finding_id
FROM alerts
WHERE status <> 'closed'
ORDER BY event_time DESC, finding_id

-- COMMAND ----------

-- DBTITLE 1,Who set passwords
SELECT
  account_id,
  max_by(actor_arn, event_time) AS actor,
  actor_type,
  count(*) AS alerts,
  count(DISTINCT lower(target_user)) AS targets,
  count(DISTINCT source_address) AS addresses,
  min(event_time) AS first,
  max(event_time) AS last
FROM alerts
GROUP BY account_id, actor_key, actor_type
ORDER BY targets DESC, alerts DESC, account_id, actor

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## What stands out
-- MAGIC Each of these is a reason to look at an alert first, none of them is a proof.

-- COMMAND ----------

-- DBTITLE 1,Same address sign-ins
-- Whoever set the password used it: the user signed in within the hour, from the address it was set from. An office's
-- address is everybody's and is left out: one that three or more actors used in the 90 days before.
WITH used_before AS (
  SELECT a.finding_id, count(DISTINCT e.actor_key) AS actors
  FROM alerts a
  JOIN activity e
    ON e.account_id = a.account_id
    AND e.source_ip = a.source_ip
    AND e.event_time >= a.event_time - INTERVAL 90 DAYS
    AND e.event_time < a.event_time
  GROUP BY a.finding_id
)
SELECT
  a.event_time,
  timestampdiff(SECOND, a.event_time, s.event_time) AS seconds_later,
  a.account_id,
  a.title,
  a.source_address,
  s.console_mfa_used AS mfa_used,
  a.user_agent AS set_by_agent,
  s.user_agent AS signed_in_by_agent,
  a.finding_id
FROM alerts a
JOIN activity s
  ON s.account_id = a.account_id
  AND lower(s.target_user) = lower(a.target_user)
  AND s.source_ip = a.source_ip
  AND s.event_time BETWEEN a.event_time AND a.event_time + INTERVAL 1 HOUR
LEFT JOIN used_before u ON u.finding_id = a.finding_id
WHERE s.event_name = 'ConsoleLogin' AND s.outcome = 'success' AND coalesce(u.actors, 0) < 3
ORDER BY a.event_time DESC, seconds_later, a.finding_id

-- COMMAND ----------

-- DBTITLE 1,New addresses
-- Addresses from which nothing was done in the account until a day before. The first days of the data have no past:
-- days_of_past says how much there is to compare with.
WITH seen AS (
  SELECT account_id, source_ip, min(event_time) AS first_seen
  FROM activity
  GROUP BY account_id, source_ip
),
began AS (
  SELECT account_id, min(event_date) AS first_date FROM activity GROUP BY account_id
)
SELECT
  a.event_time,
  a.account_id,
  a.title,
  a.source_address,
  s.first_seen,
  datediff(a.event_date, b.first_date) AS days_of_past,
  a.finding_id
FROM alerts a
JOIN seen s ON s.account_id = a.account_id AND s.source_ip = a.source_ip
JOIN began b ON b.account_id = a.account_id
WHERE s.first_seen >= a.event_time - INTERVAL 1 DAY
ORDER BY a.event_time DESC, a.finding_id

-- COMMAND ----------

-- DBTITLE 1,Long-term keys
-- Passwords set by an access key that does not expire. People have a console; such a key leaks.
SELECT
  account_id,
  actor_access_key_id,
  max_by(actor_name, event_time) AS actor,
  count(*) AS alerts,
  concat_ws(', ', sort_array(collect_set(target_user))) AS targets,
  concat_ws(', ', sort_array(collect_set(source_address))) AS addresses,
  max(event_time) AS last
FROM alerts
WHERE actor_access_key_id LIKE 'AKIA%'
GROUP BY account_id, actor_access_key_id
ORDER BY last DESC, actor_access_key_id

-- COMMAND ----------

-- DBTITLE 1,Out of hours
-- Nights and weekends in UTC: put in the hours of the people who set passwords.
SELECT event_time, date_format(event_time, 'EEE') AS day, account_id, title, source_address, finding_id
FROM alerts
WHERE hour(event_time) NOT BETWEEN 7 AND 18 OR dayofweek(event_time) IN (1, 7)
ORDER BY event_time DESC, finding_id

-- COMMAND ----------

-- DBTITLE 1,No reset required
-- The user keeps the password that the actor chose and knows. Where the event does not say (null), it is not listed.
SELECT event_time, account_id, title, source_address, user_agent, finding_id
FROM alerts
WHERE password_reset_required IS FALSE
ORDER BY event_time DESC, finding_id

-- COMMAND ----------

-- DBTITLE 1,Root as actor
-- Of every disposition: root has nobody above it.
SELECT event_time, account_id, disposition, title, source_address, actor_mfa, user_agent, finding_id
FROM findings
WHERE actor_type = 'Root'
ORDER BY event_time DESC, finding_id

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## What surrounded it
-- MAGIC Evidence is what happened on the target, by the target, and by the actor close to the alert; `signals` says what of
-- MAGIC it is telling.

-- COMMAND ----------

-- DBTITLE 1,Telling signals
-- What the evidence of alerts shows, most frequent first, with the newest alert that shows it.
SELECT
  signal,
  count(*) AS alerts,
  count_if(array_size(signals) > 1) AS with_others,
  max(event_time) AS newest,
  max_by(title, event_time) AS newest_title,
  max_by(finding_id, event_time) AS newest_finding_id
FROM (SELECT *, explode(signals) AS signal FROM findings WHERE disposition = 'alert')
GROUP BY signal
ORDER BY alerts DESC, signal

-- COMMAND ----------

-- DBTITLE 1,Stories of alerts
-- Each alert with a telling signal as a story, event by event: the password itself is the line with a star.
SELECT
  s.trigger_time,
  s.finding_id,
  s.event_time,
  concat(s.mark, s.event_name, if(s.outcome = 'failure', '!', '')) AS call,
  s.target_user,
  s.actor_arn,
  s.source_address,
  s.signals
FROM (
  SELECT
    finding_id,
    trigger_time,
    event_time,
    event_id,
    if(phase = 'before', 0, 2) AS place,
    '' AS mark,
    event_name,
    outcome,
    target_user,
    actor_arn,
    source_address,
    signals
  FROM evidence
  WHERE disposition = 'alert'
  UNION ALL
  SELECT
    finding_id,
    event_time,
    event_time,
    event_id,
    1,
    '* ',
    action,
    'success',
    target_user,
    actor_arn,
    source_address,
    concat_ws(', ', signals)
  FROM findings
  WHERE disposition = 'alert') s
JOIN findings f
  ON f.finding_id = s.finding_id
WHERE array_size(f.signals) > 0
ORDER BY s.trigger_time DESC, s.finding_id, s.event_time, s.place, s.event_id

-- COMMAND ----------

-- DBTITLE 1,Still exposed
-- What nothing in the evidence took away again. As long as window_ends lies ahead, it may still be.
SELECT event_time, account_id, title, still_exposed, window_ends, finding_id
FROM alerts
WHERE still_exposed LIKE '%access_key%' OR still_exposed LIKE '%admin%' OR still_exposed LIKE '%mfa_by_actor%'
ORDER BY event_time DESC, finding_id

-- COMMAND ----------

-- DBTITLE 1,Around the alert
-- What else the same actor did within an hour, in order; a refused call has an exclamation mark.
SELECT
  a.event_time,
  a.account_id,
  a.title,
  concat_ws(
    ', ',
    transform(
      array_sort(
        collect_list(
          struct(
            e.event_time,
            e.event_id,
            concat(
              e.event_name,
              if(e.outcome = 'failure', '!', ''),
              coalesce(concat(' ', e.target_user), '')) AS call))),
      one -> one.call)) AS calls,
  a.finding_id
FROM alerts a
JOIN activity e
  ON e.account_id = a.account_id
  AND e.actor_key = a.actor_key
  AND e.event_id <> a.event_id
  AND e.event_time BETWEEN a.event_time - INTERVAL 1 HOUR AND a.event_time + INTERVAL 1 HOUR
GROUP BY a.event_time, a.account_id, a.title, a.finding_id
ORDER BY a.event_time DESC, a.finding_id

-- COMMAND ----------

-- DBTITLE 1,What the target changed
-- What the user did to identities in the week after it was given the password: what the password was for. Its own
-- password and MFA devices are left out; a virtual device is not yet anybody's when it is made.
SELECT
  e.event_time,
  e.account_id,
  e.actor_name,
  e.event_name,
  e.target_user,
  e.outcome,
  e.source_address,
  max_by(a.title, a.event_time) AS after_alert,
  max(a.event_time) AS alert_time
FROM alerts a
JOIN activity e
  ON e.account_id = a.account_id
  AND e.actor_type = 'IAMUser'
  AND lower(e.actor_name) = lower(a.target_user)
  AND e.event_time BETWEEN a.event_time AND a.event_time + INTERVAL 7 DAYS
  AND e.event_id <> a.event_id
WHERE e.event_source = 'iam.amazonaws.com'
  AND e.event_name NOT LIKE 'Get%'
  AND e.event_name NOT LIKE 'List%'
  AND e.event_name <> 'ChangePassword'
  AND NOT (e.event_name LIKE '%MFADevice' AND lower(coalesce(e.target_user, e.actor_name)) = lower(e.actor_name))
GROUP BY e.event_id, e.event_time, e.account_id, e.actor_name, e.event_name, e.target_user, e.outcome, e.source_address
ORDER BY e.event_time DESC, e.event_name

-- COMMAND ----------

-- DBTITLE 1,Refused attempts
-- No alert comes of a password that was not set, but whoever tried may have found another way.
SELECT event_time, account_id, actor_arn, event_name, target_user, error_code, source_address, event_id
FROM activity
WHERE event_name IN ('CreateLoginProfile', 'UpdateLoginProfile') AND outcome = 'failure'
ORDER BY event_time DESC, event_id

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## What is not an alert, and why
-- MAGIC A user agent and a name can be chosen. Read the actors that an exclusion lets through at least once.

-- COMMAND ----------

-- DBTITLE 1,Why suppressed
SELECT
  excluded_by,
  max_by(reason, event_time) AS reason,
  account_id,
  coalesce(actor_identity_arn, actor_invoked_by) AS actor,
  count(*) AS findings,
  concat_ws(', ', sort_array(collect_set(source_address))) AS addresses,
  min(event_time) AS first,
  max(event_time) AS last
FROM suppressed
GROUP BY excluded_by, account_id, coalesce(actor_identity_arn, actor_invoked_by)
ORDER BY findings, last DESC, actor

-- COMMAND ----------

-- DBTITLE 1,Out of scope
-- Passwords of no IAM user, such as root's own.
SELECT event_time, account_id, title, actor_arn, source_address, user_agent, event_id
FROM findings
WHERE disposition = 'out_of_scope'
ORDER BY event_time DESC, event_id

-- COMMAND ----------

-- DBTITLE 1,Elastic compared
-- Where this rule and Elastic's own query decide alike, and where not.
SELECT
  disposition,
  elastic_rule_match,
  CASE
    WHEN elastic_rule_match AND disposition = 'alert' THEN 'both alert'
    WHEN elastic_rule_match THEN 'only Elastic alerts'
    WHEN disposition = 'alert' THEN 'only here'
    ELSE 'neither alerts'
  END AS meaning,
  count(*) AS findings,
  min(event_time) AS first,
  max(event_time) AS last
FROM findings
GROUP BY disposition, elastic_rule_match
ORDER BY findings DESC, disposition, elastic_rule_match

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## Whether the data is there
-- MAGIC No alert, or no logs? Dates are those of delivery.

-- COMMAND ----------

-- DBTITLE 1,Coverage by day
SELECT
  delivery_date,
  region,
  count(*) AS accounts,
  sum(files) AS files,
  sum(bytes) AS bytes,
  sum(records) AS records,
  sum(identity_events) AS identity_events,
  sum(unreadable_files) AS unreadable_files
FROM coverage
GROUP BY delivery_date, region
ORDER BY delivery_date DESC, region

-- COMMAND ----------

-- DBTITLE 1,Where logs are missing
-- Accounts and regions that had files on each of seven days and then had none: somebody may have stopped the trail.
-- Quiet regions are not listed. At days that are not_read no run has looked: a backfill will tell.
SELECT
  account_id,
  coalesce(region, 'all that it has') AS region,
  state,
  last_delivery_date,
  min(delivery_date) AS first_day,
  max(delivery_date) AS last_day,
  count(*) AS days
FROM coverage_gaps
WHERE region IS NULL OR NOT whole_account
GROUP BY account_id, region, state, last_delivery_date
ORDER BY last_day DESC, days DESC, account_id, region

-- COMMAND ----------

-- DBTITLE 1,Unreadable input
-- Files that could not be read to their end and records that could not be read at all. What could be is in activity.
SELECT delivery_date, account_id, region, reason, record_index, file_offset, left(snippet, 200) AS begins, source_file
FROM quarantine
ORDER BY delivery_date DESC, source_file, record_index

-- COMMAND ----------

-- DBTITLE 1,Last runs
-- What ran, over what, how long it took, how much it read, what it found, and what it could not read: files not read to
-- their end, and records. Events and findings are the new ones.
SELECT
  date_format(started_at, 'yyyy-MM-dd HH:mm') AS started,
  command,
  outcome,
  concat_ws(' to ', directories_from, directories_to) AS delivered,
  timestampdiff(SECOND, started_at, ended_at) AS seconds,
  files_read AS files,
  round(bytes_read / 1e6, 1) AS mb,
  records_seen AS records,
  activity_added AS events,
  findings_added AS findings,
  alerts,
  files_quarantined + files_archived AS unread,
  records_quarantined AS malformed,
  coalesce(error, concat_ws('; ', warnings)) AS said
FROM runs
ORDER BY started_at DESC, run_id
LIMIT 20

-- COMMAND ----------

-- DBTITLE 1,Last chunks
-- The chunks of the last backfill, the latest first, also of one that still runs or was killed: what was read and how
-- fast. The speed is that of reading and committing; heap is what the driver's held after a garbage collection.
SELECT
  concat_ws(' to ', chunk.delivery_from, nullif(chunk.delivery_to, chunk.delivery_from)) AS delivered,
  chunk.files,
  round(chunk.bytes / 1e6, 1) AS mb,
  chunk.records_seen AS records,
  chunk.activity_added AS events,
  chunk.files_quarantined AS unread,
  round(chunk.reading_seconds, 1) AS reading_seconds,
  round(chunk.judging_seconds, 1) AS judging_seconds,
  round(try_divide(chunk.bytes / 1e6, chunk.reading_seconds), 1) AS mb_per_second,
  round(chunk.heap_bytes / 1e6) AS heap_mb
FROM (
  SELECT posexplode(chunks) AS (number, chunk)
  FROM (SELECT chunks FROM runs WHERE command = 'backfill' ORDER BY started_at DESC, run_id LIMIT 1)
)
ORDER BY number DESC

-- COMMAND ----------

-- DBTITLE 1,Slow stages
-- Where the time of runs goes, stage by stage: numbers and dates in a stage's name are left out. A run that does a stage
-- once per chunk has the sum of its times.
SELECT
  command,
  regexp_replace(stage.name, '[0-9]+([-:.][0-9]+)*', '#') AS stage,
  count(DISTINCT run_id) AS runs,
  round(sum(stage.seconds), 1) AS seconds,
  round(100 * try_divide(sum(stage.seconds), sum(sum(stage.seconds)) OVER (PARTITION BY command)), 1) AS percent,
  round(max(stage.seconds), 1) AS longest,
  max_by(run_id, stage.seconds) AS longest_run_id
FROM (SELECT run_id, command, explode(stages) AS stage FROM runs)
GROUP BY command, regexp_replace(stage.name, '[0-9]+([-:.][0-9]+)*', '#')
ORDER BY seconds DESC, command, stage

-- COMMAND ----------

-- DBTITLE 1,Recent decisions
-- What analysts decided, the latest first; `trailhunt triage` appends to it.
SELECT t.at, t.who, t.status, t.verdict, t.assignee, t.note, f.title, t.finding_id
FROM triage t
LEFT JOIN findings f ON f.finding_id = t.finding_id
ORDER BY t.at DESC, t.finding_id
