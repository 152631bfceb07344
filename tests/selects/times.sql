-- name: messages since
-- parameter: SELECT quantile_disc(created_date, 0.9) FROM messages
SELECT id, created_date FROM messages WHERE created_date >= ?

-- name: messages after, exclusive
-- parameter: SELECT quantile_disc(created_date, 0.9) FROM messages
SELECT id, created_date FROM messages WHERE created_date > ?

-- name: messages until
-- parameter: SELECT quantile_disc(created_date, 0.1) FROM messages
SELECT id, created_date FROM messages WHERE created_date <= ?

-- name: messages before, exclusive
-- parameter: SELECT quantile_disc(created_date, 0.1) FROM messages
SELECT id, created_date FROM messages WHERE created_date < ?

-- name: messages between
-- parameter: SELECT quantile_disc(created_date, 0.4) FROM messages
-- parameter: SELECT quantile_disc(created_date, 0.6) FROM messages
SELECT id, created_date FROM messages WHERE created_date BETWEEN ? AND ?

-- name: messages not between
-- parameter: SELECT quantile_disc(created_date, 0.1) FROM messages
-- parameter: SELECT quantile_disc(created_date, 0.9) FROM messages
SELECT id FROM messages WHERE created_date NOT BETWEEN ? AND ?

-- name: messages at one moment
-- parameter: SELECT mode(created_date) FROM messages
SELECT id, created_date FROM messages WHERE created_date = ?

-- name: messages at two moments
-- parameter: SELECT max(created_date) FROM messages
-- parameter: SELECT min(created_date) FROM messages
SELECT id, created_date FROM messages WHERE created_date IN (?, ?)

-- name: messages not at the crowded moment
-- parameter: SELECT mode(created_date) FROM messages
SELECT count(*) AS n FROM messages WHERE created_date <> ?

-- name: the crowded moment is bounded from both sides
-- parameter: SELECT mode(created_date) FROM messages
-- parameter: SELECT mode(created_date) FROM messages
SELECT id FROM messages WHERE created_date >= ? AND created_date <= ?

-- name: after the crowded moment
-- parameter: SELECT mode(created_date) FROM messages
SELECT count(*) AS n, min(created_date) AS first FROM messages WHERE created_date > ?

-- name: before the crowded moment
-- parameter: SELECT mode(created_date) FROM messages
SELECT count(*) AS n, max(created_date) AS last FROM messages WHERE created_date < ?

-- name: conversations updated before
-- parameter: SELECT quantile_disc(updated_date, 0.3) FROM conversations
SELECT id, updated_date FROM conversations WHERE updated_date < ?

-- name: conversations updated since
-- parameter: SELECT quantile_disc(updated_date, 0.8) FROM conversations
SELECT id, updated_date FROM conversations WHERE updated_date >= ?

-- name: conversations of the crowded moment
-- parameter: SELECT mode(updated_date) FROM conversations
SELECT id, updated_date FROM conversations WHERE updated_date = ?

-- name: contacts updated since
-- parameter: SELECT quantile_disc(updated_date, 0.7) FROM contacts
SELECT id, updated_date FROM contacts WHERE updated_date >= ?

-- name: contacts updated until
-- parameter: SELECT quantile_disc(updated_date, 0.3) FROM contacts
SELECT id, updated_date FROM contacts WHERE updated_date <= ?

-- name: contacts of the crowded moment
-- parameter: SELECT mode(updated_date) FROM contacts
SELECT id FROM contacts WHERE updated_date = ?

-- name: contacts by another time
-- parameter: SELECT quantile_disc(created_date, 0.5) FROM contacts
SELECT id, created_date FROM contacts WHERE created_date < ?

-- name: lists, tags and templates by time
-- parameter: SELECT quantile_disc(updated_date, 0.5) FROM lists
SELECT 'list' AS kind, id, updated_date FROM lists WHERE updated_date <= ?
UNION ALL
SELECT 'tag', id, updated_date FROM tags WHERE updated_date < '2100-01-01T00:00:00Z'
UNION ALL
SELECT 'template', id, updated_date FROM templates WHERE updated_date > '2000-01-01T00:00:00Z'

-- name: time literal with zone
SELECT id, created_date FROM messages WHERE created_date >= TIMESTAMPTZ '2025-06-01 00:00:00+02'

-- name: time literal with the T and the Z
SELECT id, created_date FROM messages WHERE created_date < '2025-06-01T00:00:00.000001Z'

-- name: time literal without zone is UTC
SELECT id, created_date FROM messages WHERE created_date < TIMESTAMP '2025-06-01 00:00:00'

-- name: time literal as BI tools cast
SELECT id FROM messages
WHERE created_date >= CAST('2025-01-01 00:00:00.000000' AS TIMESTAMP)
  AND created_date < CAST('2025-07-01 00:00:00.000000' AS TIMESTAMP)

-- name: date literal
SELECT id FROM messages WHERE created_date >= DATE '2025-06-01' AND created_date < DATE '2025-09-01'

-- name: plain text as a time
SELECT id FROM messages WHERE created_date > '2025-06-01'

-- name: time in another zone
SELECT id, created_date AT TIME ZONE 'America/New_York' AS there FROM messages ORDER BY id LIMIT 300

-- name: time in another zone filtered
SELECT id FROM messages WHERE (created_date AT TIME ZONE 'Europe/Berlin')::date = DATE '2025-03-03'
   OR (created_date AT TIME ZONE 'Europe/Berlin')::date < DATE '2024-02-20'

-- name: local time into a zone
SELECT TIMESTAMP '2025-03-30 03:30:00' AT TIME ZONE 'Europe/Berlin' AS a,
       TIMESTAMPTZ '2025-01-01 00:00:00+00' AT TIME ZONE 'Asia/Kolkata' AS b

-- name: cast to a date in where
SELECT created_date::date AS day, count(*) AS n FROM messages
WHERE created_date::date BETWEEN '2025-01-01' AND '2025-12-31' GROUP BY 1

-- name: equal to a date
-- parameter: SELECT mode(created_date::date) FROM messages
SELECT id, created_date FROM messages WHERE created_date::date = ?

-- name: after now
SELECT count(*) AS n FROM messages WHERE created_date > now() + INTERVAL '10 years'

-- name: before now
SELECT count(*) AS n FROM messages WHERE created_date < CURRENT_TIMESTAMP + INTERVAL '10 years'

-- name: current date in where
SELECT count(*) AS n FROM conversations WHERE updated_date < CURRENT_DATE + INTERVAL '3650 days'

-- name: now is one value
SELECT now() = CURRENT_TIMESTAMP AS same, count(*) AS n FROM tags GROUP BY now()

-- name: interval arithmetic
SELECT id, created_date + INTERVAL '1 month' AS a, created_date - INTERVAL '36 hours' AS b,
       created_date + INTERVAL '1 year 2 days' AS c
FROM conversations

-- name: interval in a filter
SELECT id FROM conversations WHERE updated_date > created_date + INTERVAL '30 days'

-- name: difference of times
SELECT id, extract(epoch FROM updated_date) - extract(epoch FROM created_date) AS seconds FROM conversations

-- name: difference of times compared
SELECT id FROM conversations WHERE updated_date - created_date < INTERVAL '7 days'

-- name: difference of dates
SELECT id, updated_date::date - created_date::date AS days FROM conversations

-- name: date_trunc
SELECT date_trunc('month', created_date) AS month, count(*) AS n FROM messages GROUP BY 1

-- name: date_trunc of every field
SELECT id, date_trunc('year', created_date) AS y, date_trunc('quarter', created_date) AS q,
       date_trunc('week', created_date) AS w, date_trunc('day', created_date) AS d, date_trunc('hour', created_date) AS h,
       date_trunc('minute', created_date) AS m, date_trunc('second', created_date) AS s
FROM conversations

-- name: date_trunc in where
SELECT id FROM messages WHERE date_trunc('month', created_date) = '2025-03-01T00:00:00Z'

-- name: date_trunc below
SELECT id FROM messages WHERE date_trunc('year', created_date) < '2025-01-01T00:00:00Z'

-- name: extract
SELECT id, extract(year FROM created_date) AS y, extract(month FROM created_date) AS m,
       extract(day FROM created_date) AS d, extract(hour FROM created_date) AS h, extract(minute FROM created_date) AS mi,
       extract(dow FROM created_date) AS dow, extract(isodow FROM created_date) AS iso, extract(doy FROM created_date) AS doy,
       extract(week FROM created_date) AS w, extract(quarter FROM created_date) AS q
FROM conversations

-- name: extract in where
SELECT id FROM messages WHERE extract(year FROM created_date) = 2025 AND extract(month FROM created_date) IN (1, 2, 3)

-- name: extract epoch
SELECT id, extract(epoch FROM created_date) AS epoch FROM conversations

-- name: date_part
SELECT date_part('hour', created_date) AS hour, count(*) AS n FROM messages GROUP BY date_part('hour', created_date)

-- name: weekend
SELECT count(*) AS n FROM messages WHERE extract(isodow FROM created_date) >= 6

-- name: to_timestamp
SELECT id FROM messages WHERE created_date < to_timestamp(1750000000)

-- name: make_date
SELECT make_date(2025, 2, 28) AS a, DATE '2024-01-31' + INTERVAL '1 month' AS b, DATE '2025-01-10' - DATE '2025-01-01' AS c

-- name: to_char
-- oracle: SELECT id, strftime(created_date, '%Y-%m-%d %H:%M:%S') AS a FROM conversations
SELECT id, to_char(created_date, 'YYYY-MM-DD HH24:MI:SS') AS a FROM conversations

-- name: null times
SELECT id, snooze_till FROM conversations WHERE snooze_till IS NOT NULL

-- name: null time compared
SELECT id FROM conversations WHERE snooze_till > '2000-01-01T00:00:00Z' OR snooze_till IS NULL AND is_closed

-- name: time ordered with nulls
-- ordered: yes
SELECT id, snooze_till FROM conversations ORDER BY snooze_till DESC NULLS LAST, id

-- name: contradictory range
SELECT id FROM messages WHERE created_date > '2025-06-01T00:00:00Z' AND created_date < '2025-05-01T00:00:00Z'

-- name: two lower bounds
SELECT id FROM messages WHERE created_date > '2025-06-01T00:00:00Z' AND created_date >= '2025-07-01T00:00:00Z'

-- name: bound under or
SELECT id FROM messages WHERE created_date < '2024-03-01T00:00:00Z' OR created_date > '2025-12-20T00:00:00Z' OR flagged

-- name: bound on an expression
SELECT id FROM messages WHERE created_date + INTERVAL '1 day' > '2025-12-01T00:00:00Z'

-- name: two times bounded
SELECT id FROM messages WHERE created_date > '2025-03-01T00:00:00Z' AND updated_date < '2025-12-01T00:00:00Z'

-- name: bound with microseconds
-- parameter: SELECT max(created_date) - INTERVAL '1 microsecond' FROM messages
SELECT id, created_date FROM messages WHERE created_date > ?

-- name: newest first with a bound
-- ordered: yes
-- parameter: SELECT quantile_disc(created_date, 0.5) FROM messages
SELECT id, created_date FROM messages WHERE created_date < ? ORDER BY created_date DESC NULLS LAST, id LIMIT 25

-- name: oldest first with a bound
-- ordered: yes
-- parameter: SELECT quantile_disc(created_date, 0.5) FROM messages
SELECT id, created_date FROM messages WHERE created_date > ? ORDER BY created_date, id LIMIT 25
