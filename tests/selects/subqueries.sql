-- name: scalar subquery in the select list
SELECT id, (SELECT count(*) FROM contacts) AS everybody FROM tags

-- name: correlated scalar subquery
SELECT c.id, (SELECT count(*) FROM messages AS m WHERE m.conversation_id = c.id) AS n FROM conversations AS c

-- name: correlated subquery that may be empty
SELECT c.id, (SELECT max(m.created_date) FROM messages AS m WHERE m.conversation_id = c.id AND m.flagged) AS last
FROM conversations AS c

-- name: correlated scalar with order and limit
SELECT c.id, (SELECT m.id FROM messages AS m WHERE m.conversation_id = c.id ORDER BY m.created_date DESC NULLS LAST, m.id LIMIT 1) AS newest
FROM conversations AS c

-- name: scalar subquery in where
SELECT id, rev FROM contacts WHERE rev > (SELECT avg(rev) FROM contacts)

-- name: scalar subquery equals
SELECT id, created_date FROM messages WHERE created_date = (SELECT max(created_date) FROM messages)

-- name: scalar subquery of another table
SELECT id FROM messages WHERE created_date > (SELECT max(created_date) FROM conversations)

-- name: empty scalar subquery is null
SELECT id, (SELECT id FROM contacts WHERE id < 0) AS nothing FROM tags WHERE (SELECT id FROM tags WHERE id < 0) IS NULL

-- name: correlated subquery in where
SELECT m.id, m.conversation_id FROM messages AS m
WHERE m.id = (SELECT max(x.id) FROM messages AS x WHERE x.conversation_id = m.conversation_id)

-- name: correlated comparison with an average
SELECT c.id, c.rev FROM contacts AS c WHERE c.rev > (SELECT avg(x.rev) FROM contacts AS x WHERE x.creator_id = c.creator_id)

-- name: in subquery
SELECT id, name FROM tags WHERE id IN (SELECT tag_id FROM contact_tags)

-- name: in subquery with filters
SELECT id, phone FROM contacts WHERE phone IN (SELECT target FROM conversations WHERE is_closed AND channel = 'sms')

-- name: not in subquery
SELECT id, name FROM tags WHERE id NOT IN (SELECT tag_id FROM contact_tags WHERE contact_id % 2 = 0)

-- name: not in subquery with nulls
SELECT id FROM tags WHERE name NOT IN (SELECT email FROM contacts)

-- name: in subquery of two columns
SELECT id FROM conversations WHERE (inbox_id, assigned_user_id) IN (SELECT inbox_id, member_id FROM inbox_members)

-- name: in empty subquery
SELECT id FROM tags WHERE id IN (SELECT id FROM contacts WHERE FALSE)

-- name: not in empty subquery
SELECT id FROM tags WHERE id NOT IN (SELECT id FROM contacts WHERE FALSE)

-- name: in as a value
SELECT id, id IN (SELECT tag_id FROM contact_tags) AS used, name IN (SELECT email FROM contacts) AS unknown FROM tags

-- name: exists
SELECT id FROM inboxes AS i WHERE EXISTS (SELECT * FROM conversations WHERE inbox_id = i.id AND is_unread)

-- name: exists without correlation
SELECT id FROM tags WHERE EXISTS (SELECT 1 FROM messages WHERE status = 'failed')

-- name: not exists
SELECT id FROM lists AS l WHERE NOT EXISTS (SELECT 1 FROM list_members AS m WHERE m.list_id = l.id)

-- name: exists as a value
SELECT c.id, EXISTS (SELECT 1 FROM contact_tags AS t WHERE t.contact_id = c.id) AS tagged FROM contacts AS c

-- name: exists or a filter
SELECT c.id FROM contacts AS c
WHERE c.rev > 5 OR EXISTS (SELECT 1 FROM contact_tags AS t WHERE t.contact_id = c.id AND t.tag_id % 2 = 0)

-- name: exists with two correlations
SELECT m.id FROM messages AS m WHERE EXISTS (
    SELECT 1 FROM messages AS n WHERE n.conversation_id = m.conversation_id AND n.id <> m.id AND n.created_date = m.created_date)

-- name: any
SELECT id, rev FROM contacts WHERE rev = ANY (SELECT rev FROM tags)

-- name: greater than any
SELECT id, rev FROM contacts WHERE rev > ANY (SELECT rev FROM lists)

-- name: greater or equal than all
SELECT id, rev FROM contacts WHERE rev >= ALL (SELECT rev FROM contacts)

-- name: all of nothing
SELECT id FROM tags WHERE id > ALL (SELECT id FROM tags WHERE id < 0)

-- name: unequal to all
SELECT id FROM members WHERE id <> ALL (SELECT creator_id FROM lists WHERE creator_id IS NOT NULL AND is_archived)

-- name: derived table
SELECT t.day, t.n FROM (SELECT created_date::date AS day, count(*) AS n FROM messages GROUP BY 1) AS t WHERE t.n > 1

-- name: derived table three deep
SELECT d.inbox_id, d.total FROM (
    SELECT c.inbox_id, sum(c.n) AS total FROM (
        SELECT b.inbox_id, b.channel, count(*) AS n FROM (
            SELECT id, inbox_id, channel FROM conversations WHERE NOT muted) AS b
        GROUP BY b.inbox_id, b.channel) AS c
    GROUP BY c.inbox_id) AS d
WHERE d.total > 1

-- name: derived table with order and limit
SELECT max(t.id) AS a, min(t.id) AS b FROM (SELECT id FROM messages ORDER BY created_date DESC NULLS LAST, id DESC LIMIT 10) AS t

-- name: derived table filtered outside
SELECT id FROM (SELECT * FROM messages) AS t WHERE t.is_inbound AND t.created_date > '2025-09-01T00:00:00Z'

-- name: filter outside of a limit
SELECT id, is_inbound FROM (SELECT id, is_inbound FROM messages ORDER BY id LIMIT 50) AS t WHERE is_inbound

-- name: filter outside of a distinct on
SELECT conversation_id, id, is_inbound FROM (
    SELECT DISTINCT ON (conversation_id) conversation_id, id, is_inbound FROM messages ORDER BY conversation_id, id DESC) AS t
WHERE is_inbound

-- name: filter outside of a window
SELECT id, conversation_id FROM (
    SELECT id, conversation_id, row_number() OVER (PARTITION BY conversation_id ORDER BY id) AS n FROM messages) AS t
WHERE n = 2

-- name: filter outside of a group
SELECT status, n FROM (SELECT status, count(*) AS n FROM messages GROUP BY status) AS t WHERE n > 5

-- name: subquery in from and in
SELECT t.id FROM (SELECT id, target FROM conversations WHERE is_unread) AS t
WHERE t.target IN (SELECT phone FROM contacts WHERE rev > 1)

-- name: subquery in a join condition
SELECT c.id, m.name FROM conversations AS c JOIN members AS m
ON m.id = c.assigned_user_id AND m.id IN (SELECT member_id FROM inbox_members WHERE inbox_id = 1 OR inbox_id > 1)

-- name: subquery in case
SELECT id, CASE WHEN id IN (SELECT tag_id FROM contact_tags) THEN 'used' ELSE 'unused' END AS kind FROM tags

-- name: subquery in order
-- ordered: yes
SELECT i.id FROM inboxes AS i ORDER BY (SELECT count(*) FROM conversations AS c WHERE c.inbox_id = i.id) DESC, i.id

-- name: subquery in having
SELECT status, count(*) AS n FROM messages GROUP BY status HAVING count(*) > (SELECT count(*) FROM tags)

-- name: subquery in limit's place of a filter
SELECT id FROM contacts WHERE id <= (SELECT min(id) + 10 FROM contacts)

-- name: nested correlation over two levels
SELECT i.id FROM inboxes AS i WHERE EXISTS (
    SELECT 1 FROM conversations AS c WHERE c.inbox_id = i.id AND EXISTS (
        SELECT 1 FROM messages AS m WHERE m.conversation_id = c.id AND m.inbox_id = i.id AND m.flagged))

-- name: in within in within in
SELECT id, name FROM tags WHERE id IN (SELECT tag_id FROM contact_tags WHERE contact_id IN (
    SELECT id FROM contacts WHERE phone IN (SELECT target FROM conversations WHERE id IN (
        SELECT conversation_id FROM messages WHERE status = 'failed'))))

-- name: subquery that hides a name
SELECT id FROM contacts WHERE id IN (SELECT contact_id FROM contact_tags AS contacts WHERE contacts.tag_id > 0)

-- name: subquery with a union
SELECT id FROM members WHERE id IN (SELECT creator_id FROM lists UNION SELECT creator_id FROM templates)

-- name: subquery with group and having
SELECT id FROM contacts WHERE id IN (SELECT contact_id FROM contact_tags GROUP BY contact_id HAVING count(*) > 1)

-- name: two subqueries over one table
SELECT (SELECT count(*) FROM messages WHERE is_inbound) AS a, (SELECT count(*) FROM messages WHERE NOT is_inbound) AS b

-- name: subquery without a from
SELECT (SELECT 1) AS a, (SELECT NULL) AS b

-- name: count of a subquery
SELECT count(*) AS n FROM (SELECT DISTINCT conversation_id FROM messages) AS t

-- name: select from a select from a select star
-- columns: any
SELECT * FROM (SELECT * FROM (SELECT * FROM surveys) AS a) AS b

-- name: columns renamed through derived tables
SELECT z FROM (SELECT y AS z FROM (SELECT x AS y FROM (SELECT id AS x FROM contacts) AS a) AS b) AS c WHERE z > 0
