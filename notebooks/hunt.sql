-- Databricks notebook source
-- MAGIC %md
-- MAGIC # Passwords given to IAM users
-- MAGIC Each titled cell is also a command: `trailhunt query NAME`, its title in lower case with hyphens.

-- COMMAND ----------

-- DBTITLE 1,Newest alerts
SELECT event_time, severity, risk_score, account_id, title, finding_id
FROM alerts
ORDER BY event_time DESC, finding_id

-- COMMAND ----------

-- DBTITLE 1,Alerts by severity
SELECT severity, count(*) AS alerts, min(event_time) AS first, max(event_time) AS last
FROM alerts
GROUP BY severity
ORDER BY max(risk_score) DESC
