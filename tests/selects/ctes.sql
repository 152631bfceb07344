-- name: cte
WITH open AS (SELECT id, inbox_id FROM conversations WHERE NOT is_closed)
SELECT inbox_id, count(*) AS n FROM open GROUP BY inbox_id

-- name: cte used twice
WITH m AS (SELECT id, conversation_id, is_inbound FROM messages WHERE flagged OR status = 'failed')
SELECT a.id, b.id AS other FROM m AS a JOIN m AS b ON a.conversation_id = b.conversation_id AND a.id < b.id

-- name: cte used twice with different filters
WITH m AS (SELECT id, is_inbound, status FROM messages)
SELECT (SELECT count(*) FROM m WHERE is_inbound) AS a, (SELECT count(*) FROM m WHERE status = 'failed') AS b

-- name: ctes that build on each other
WITH a AS (SELECT conversation_id, count(*) AS n FROM messages GROUP BY conversation_id),
     b AS (SELECT c.inbox_id, a.n FROM conversations AS c JOIN a ON a.conversation_id = c.id),
     d AS (SELECT inbox_id, sum(n) AS total, max(n) AS longest FROM b GROUP BY inbox_id)
SELECT i.name, d.total, d.longest FROM d JOIN inboxes AS i ON i.id = d.inbox_id

-- name: cte with column names
WITH t(number, label) AS (SELECT id, name FROM tags) SELECT number, label FROM t WHERE number > 0

-- name: cte that is not used
WITH unused AS (SELECT * FROM messages) SELECT id FROM tags

-- name: cte that hides a table
WITH contacts AS (SELECT id, name FROM tags) SELECT id, name FROM contacts

-- name: cte inside a subquery
SELECT id FROM contacts WHERE id IN (WITH t AS (SELECT contact_id FROM contact_tags) SELECT contact_id FROM t)

-- name: cte inside a derived table
SELECT x.n FROM (WITH t AS (SELECT count(*) AS n FROM messages) SELECT n FROM t) AS x

-- name: cte within a cte
WITH a AS (WITH b AS (SELECT id FROM tags WHERE id > 0) SELECT id FROM b) SELECT id FROM a

-- name: cte with values
WITH limits(low, high) AS (VALUES (1, 2), (3, 5))
SELECT c.id, l.low FROM contacts AS c JOIN limits AS l ON c.rev BETWEEN l.low AND l.high

-- name: cte materialized
WITH t AS MATERIALIZED (SELECT id, rev FROM contacts) SELECT id FROM t WHERE rev = 2

-- name: cte not materialized
WITH t AS NOT MATERIALIZED (SELECT id, rev FROM contacts) SELECT id FROM t WHERE rev = 2

-- name: cte of a union
WITH people AS (SELECT display_name AS name, 'contact' AS kind FROM contacts UNION ALL SELECT name, 'member' FROM members)
SELECT kind, count(*) AS n, min(name) AS first FROM people GROUP BY kind

-- name: cte with a limit
-- ordered: yes
WITH newest AS (SELECT id, conversation_id FROM messages ORDER BY created_date DESC NULLS LAST, id DESC LIMIT 20)
SELECT n.id, c.target FROM newest AS n JOIN conversations AS c ON c.id = n.conversation_id ORDER BY n.id

-- name: cte with a window, filtered outside
WITH ranked AS (SELECT id, inbox_id, rank() OVER (PARTITION BY inbox_id ORDER BY updated_date DESC NULLS LAST, id) AS r FROM conversations)
SELECT id, inbox_id, r FROM ranked WHERE r <= 3

-- name: recursive numbers
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT i FROM n

-- name: recursive with a table in the start
WITH RECURSIVE chain(id, step) AS (
    SELECT min(id), 1 FROM members
    UNION ALL
    SELECT (SELECT min(m.id) FROM members AS m WHERE m.id > chain.id), step + 1 FROM chain WHERE step < 4)
SELECT id, step FROM chain

-- name: recursive with a table in the step
WITH RECURSIVE walk(id, depth) AS (
    SELECT min(id) AS id, 0 AS depth FROM conversations
    UNION
    SELECT c.id, w.depth + 1 FROM walk AS w JOIN conversations AS c ON c.id > w.id AND c.id <= w.id + 2 WHERE w.depth < 3)
SELECT id, min(depth) AS depth FROM walk GROUP BY id

-- name: recursive calendar with a left join
WITH RECURSIVE days(day) AS (
    SELECT DATE '2025-06-01' UNION ALL SELECT CAST(day + INTERVAL '1 day' AS date) FROM days WHERE day < DATE '2025-06-30')
SELECT d.day, count(m.id) AS n FROM days AS d LEFT JOIN messages AS m ON m.created_date::date = d.day GROUP BY d.day

-- name: recursive that ends by union
WITH RECURSIVE r(x) AS (SELECT 0 UNION SELECT (x + 3) % 7 FROM r) SELECT x FROM r

-- name: two ctes, joined and grouped
WITH inbound AS (SELECT conversation_id, count(*) AS n FROM messages WHERE is_inbound GROUP BY conversation_id),
     outbound AS (SELECT conversation_id, count(*) AS n FROM messages WHERE NOT is_inbound GROUP BY conversation_id)
SELECT coalesce(i.conversation_id, o.conversation_id) AS id, coalesce(i.n, 0) AS inbound, coalesce(o.n, 0) AS outbound
FROM inbound AS i FULL JOIN outbound AS o ON o.conversation_id = i.conversation_id

-- name: cte in exists
WITH flagged AS (SELECT conversation_id FROM messages WHERE flagged)
SELECT id FROM conversations AS c WHERE EXISTS (SELECT 1 FROM flagged AS f WHERE f.conversation_id = c.id)

-- name: cte with an order that does not count
WITH t AS (SELECT id FROM contacts ORDER BY id DESC) SELECT count(*) AS n, min(id) AS a FROM t
