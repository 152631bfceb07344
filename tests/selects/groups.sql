-- name: count
SELECT count(*) AS n FROM messages

-- name: count of a column
SELECT count(*) AS n, count(email) AS mails, count(DISTINCT last_name) AS names FROM contacts

-- name: count with a filter
SELECT count(*) AS n FROM messages WHERE is_inbound

-- name: count since
SELECT count(*) AS n FROM messages WHERE created_date >= '2025-06-01T00:00:00Z'

-- name: count of nothing
SELECT count(*) AS n, max(id) AS m, sum(id) AS s FROM messages WHERE id < 0

-- name: group of nothing
SELECT status, count(*) AS n FROM messages WHERE id < 0 GROUP BY status

-- name: min and max
SELECT min(created_date) AS a, max(created_date) AS b, min(id) AS c, max(text) AS d FROM messages

-- name: min and max of updated
SELECT min(updated_date) AS a, max(updated_date) AS b FROM contacts

-- name: sum and average
SELECT sum(rev) AS s, avg(rev) AS a, sum(DISTINCT rev) AS d, avg(id) AS i FROM contacts

-- name: group by a column
SELECT status, count(*) AS n FROM messages GROUP BY status

-- name: group by two columns
SELECT channel, is_closed, count(*) AS n FROM conversations GROUP BY channel, is_closed

-- name: group by position
SELECT channel, is_closed, count(*) AS n FROM conversations GROUP BY 1, 2

-- name: group by an alias
SELECT date_trunc('month', created_date) AS month, count(*) AS n FROM messages GROUP BY month

-- name: group by an expression
SELECT id % 5 AS bucket, count(*) AS n FROM messages GROUP BY id % 5

-- name: group by a nullable column
SELECT assigned_user_id, count(*) AS n FROM conversations GROUP BY assigned_user_id

-- name: group by without an aggregate
SELECT channel FROM conversations GROUP BY channel

-- name: group by what is not selected
SELECT count(*) AS n FROM conversations GROUP BY channel, type

-- name: having
SELECT conversation_id, count(*) AS n FROM messages GROUP BY conversation_id HAVING count(*) > 10

-- name: having on another aggregate
SELECT conversation_id FROM messages GROUP BY conversation_id HAVING max(id) - min(id) > 500 AND bool_or(flagged)

-- name: having without a group
SELECT count(*) AS n FROM messages HAVING count(*) > 0

-- name: having that holds for nothing
SELECT count(*) AS n FROM messages HAVING count(*) < 0

-- name: having on the group key
SELECT status, count(*) AS n FROM messages GROUP BY status HAVING status <> 'sent'

-- name: filter clause
SELECT inbox_id, count(*) AS n, count(*) FILTER (WHERE is_closed) AS closed, sum(id) FILTER (WHERE id < 0) AS none
FROM conversations GROUP BY inbox_id

-- name: distinct aggregates with a filter
SELECT inbox_id, count(DISTINCT assigned_user_id) FILTER (WHERE NOT is_closed) AS members FROM conversations GROUP BY inbox_id

-- name: conditional aggregates as BI tools write
SELECT sum(CASE WHEN is_inbound THEN 1 ELSE 0 END) AS a, count(CASE WHEN flagged THEN 1 END) AS b FROM messages

-- name: string_agg with order
SELECT contact_id, string_agg(name, ', ' ORDER BY name) AS names FROM contact_tags JOIN tags ON tags.id = tag_id GROUP BY contact_id

-- name: string_agg distinct
SELECT inbox_id, string_agg(DISTINCT channel, '/' ORDER BY channel) AS channels FROM conversations GROUP BY inbox_id

-- name: array_agg with order
SELECT contact_id, array_agg(tag_id ORDER BY tag_id DESC) AS tags FROM contact_tags GROUP BY contact_id

-- name: bool aggregates
SELECT conversation_id, bool_and(is_inbound) AS all_in, bool_or(is_inbound) AS any_in FROM messages GROUP BY conversation_id

-- name: statistics
SELECT stddev(rev) AS a, var_pop(rev) AS b, stddev_pop(rev) AS c, corr(id, rev) AS d FROM contacts

-- name: percentiles
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY rev) AS a, percentile_disc(0.9) WITHIN GROUP (ORDER BY rev) AS b FROM contacts

-- name: rollup
SELECT channel, is_closed, count(*) AS n FROM conversations GROUP BY ROLLUP (channel, is_closed)

-- name: cube
SELECT status, is_inbound, count(*) AS n FROM messages GROUP BY CUBE (status, is_inbound)

-- name: grouping sets
SELECT inbox_id, channel, count(*) AS n FROM conversations GROUP BY GROUPING SETS ((inbox_id), (channel), ())

-- name: grouping function
SELECT status, is_inbound, grouping(status) AS a, grouping(status, is_inbound) AS b, count(*) AS n FROM messages
GROUP BY ROLLUP (status, is_inbound)

-- name: grouping sets beside a column
SELECT is_inbound, status, flagged, count(*) AS n FROM messages GROUP BY is_inbound, GROUPING SETS ((status), (flagged))

-- name: rollup with having and order
SELECT inbox_id, count(*) AS n FROM conversations GROUP BY ROLLUP (inbox_id) HAVING count(*) > 1 ORDER BY inbox_id NULLS LAST
-- ordered: yes

-- name: group over a group
SELECT n, count(*) AS conversations FROM (SELECT conversation_id, count(*) AS n FROM messages GROUP BY 1) AS t GROUP BY n

-- name: group by a case
SELECT CASE WHEN rev < 3 THEN 'low' ELSE 'high' END AS level, count(*) AS n FROM contacts GROUP BY 1

-- name: group by a time of day
SELECT extract(hour FROM created_date) AS hour, is_inbound, count(*) AS n FROM messages GROUP BY 1, 2

-- name: group with order by the aggregate
-- ordered: yes
SELECT user_id, count(*) AS n FROM messages WHERE user_id IS NOT NULL GROUP BY user_id ORDER BY count(*) DESC, user_id LIMIT 5

-- name: group with order by an alias
-- ordered: yes
SELECT user_id, count(*) AS n FROM messages GROUP BY user_id ORDER BY n DESC, user_id NULLS LAST

-- name: sum over a join
SELECT p.name, count(m.id) AS messages, coalesce(sum(length(m.text)), 0) AS letters
FROM members AS p LEFT JOIN messages AS m ON m.user_id = p.id GROUP BY p.name

-- name: distinct count over a join
SELECT i.id, count(DISTINCT c.target) AS people, count(DISTINCT m.user_id) AS senders FROM inboxes AS i
LEFT JOIN conversations AS c ON c.inbox_id = i.id LEFT JOIN messages AS m ON m.conversation_id = c.id GROUP BY i.id

-- name: count of rows of two columns
SELECT count(DISTINCT (inbox_id, channel)) AS n FROM conversations

-- name: aggregate of an expression
SELECT max(length(text)) AS a, min(id % 7) AS b, sum(CASE WHEN text LIKE '%e%' THEN length(text) END) AS c FROM messages

-- name: group by true
SELECT is_inbound IS TRUE AS x, count(*) AS n FROM messages GROUP BY is_inbound IS TRUE

-- name: counts of every table
SELECT 'contacts' AS t, count(*) AS n FROM contacts UNION ALL SELECT 'contact_tags', count(*) FROM contact_tags
UNION ALL SELECT 'custom_fields', count(*) FROM custom_fields UNION ALL SELECT 'conversations', count(*) FROM conversations
UNION ALL SELECT 'messages', count(*) FROM messages UNION ALL SELECT 'lists', count(*) FROM lists
UNION ALL SELECT 'list_members', count(*) FROM list_members UNION ALL SELECT 'tags', count(*) FROM tags
UNION ALL SELECT 'templates', count(*) FROM templates UNION ALL SELECT 'template_files', count(*) FROM template_files
UNION ALL SELECT 'surveys', count(*) FROM surveys UNION ALL SELECT 'inboxes', count(*) FROM inboxes
UNION ALL SELECT 'inbox_members', count(*) FROM inbox_members UNION ALL SELECT 'members', count(*) FROM members
UNION ALL SELECT 'team', count(*) FROM team
