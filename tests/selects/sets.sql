-- name: union
SELECT creator_id AS member FROM lists UNION SELECT creator_id FROM templates

-- name: union all
SELECT id, 'tag' AS kind FROM tags UNION ALL SELECT id, 'list' FROM lists UNION ALL SELECT id, 'template' FROM templates

-- name: union of nulls
SELECT assigned_user_id AS a FROM contacts UNION SELECT NULL UNION SELECT assigned_user_id FROM conversations

-- name: intersect
SELECT phone FROM contacts INTERSECT SELECT target FROM conversations

-- name: intersect all
SELECT assigned_user_id AS a FROM contacts INTERSECT ALL SELECT assigned_user_id FROM conversations

-- name: except
SELECT phone FROM contacts EXCEPT SELECT target FROM conversations

-- name: except all
SELECT assigned_user_id AS a FROM conversations EXCEPT ALL SELECT assigned_user_id FROM contacts

-- name: except in both directions
(SELECT phone FROM contacts EXCEPT SELECT target FROM conversations)
UNION ALL
(SELECT target FROM conversations WHERE channel = 'sms' EXCEPT SELECT phone FROM contacts)

-- name: intersect binds tighter than union
SELECT 1 AS a UNION SELECT 2 INTERSECT SELECT 3

-- name: parentheses over precedence
(SELECT 1 AS a UNION SELECT 2) INTERSECT SELECT 2

-- name: union with order
-- ordered: yes
SELECT id, name FROM tags UNION ALL SELECT id, name FROM surveys ORDER BY name NULLS LAST, id

-- name: union with order by position
-- ordered: yes
SELECT name, id FROM tags UNION SELECT name, id FROM surveys ORDER BY 1 NULLS LAST, 2

-- name: union with limit
-- ordered: yes
SELECT id FROM contacts UNION ALL SELECT id FROM conversations ORDER BY id LIMIT 20 OFFSET 5

-- name: union of limited parts
(SELECT id FROM contacts ORDER BY id LIMIT 3) UNION ALL (SELECT id FROM contacts ORDER BY id DESC LIMIT 3)

-- name: union of one table with itself
SELECT id FROM messages WHERE is_inbound UNION ALL SELECT id FROM messages WHERE flagged

-- name: union removes duplicates of one side
SELECT status FROM messages UNION SELECT status FROM messages WHERE FALSE

-- name: union with a group
SELECT 'inbound' AS kind, count(*) AS n FROM messages WHERE is_inbound UNION ALL SELECT 'outbound', count(*) FROM messages WHERE NOT is_inbound

-- name: union of different types
SELECT id, 1.5 AS x FROM tags UNION ALL SELECT id, rev FROM lists

-- name: union of times and dates
SELECT created_date::date AS day FROM contacts UNION SELECT updated_date::date FROM contacts

-- name: union in a derived table, filtered outside
SELECT kind, count(*) AS n FROM (SELECT id, 'a' AS kind FROM contacts UNION ALL SELECT id, 'b' FROM conversations) AS t
WHERE id % 2 = 0 GROUP BY kind

-- name: union in in
SELECT id FROM contacts WHERE phone IN (SELECT target FROM conversations WHERE is_closed UNION SELECT phone FROM list_members)

-- name: union takes names from the first
SELECT id AS first_name_wins FROM tags UNION ALL SELECT rev AS other FROM tags

-- name: nested sets
SELECT id FROM contacts WHERE rev > 1 EXCEPT (SELECT contact_id FROM contact_tags INTERSECT SELECT id FROM contacts WHERE rev > 3)

-- name: set operation over joins
SELECT c.id FROM conversations AS c JOIN messages AS m ON m.conversation_id = c.id WHERE m.flagged
EXCEPT SELECT id FROM conversations WHERE is_closed

-- name: union of star
-- columns: any
SELECT * FROM contact_tags UNION SELECT contact_id, tag_id FROM contact_tags

-- name: union with values
SELECT id FROM tags WHERE id < 0 UNION ALL VALUES (1), (2)

-- name: union with an empty side
SELECT id FROM tags UNION ALL SELECT id FROM messages WHERE 1 = 0

-- name: intersect with nulls
SELECT email FROM contacts INTERSECT SELECT NULL

-- name: union under a window
SELECT id, kind, row_number() OVER (PARTITION BY kind ORDER BY id) AS n FROM (
    SELECT id, 'list' AS kind FROM lists UNION ALL SELECT id, 'tag' FROM tags) AS u

-- name: union with cte in both parts
WITH t AS (SELECT id, rev FROM contacts) SELECT id FROM t WHERE rev = 1 UNION ALL SELECT -id FROM t WHERE rev = 2
