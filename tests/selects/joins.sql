-- name: inner join on a foreign key
SELECT m.id, c.status FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id

-- name: inner join with using
SELECT inbox_id, m.member_id, c.id FROM inbox_members AS m JOIN conversations AS c USING (inbox_id)

-- name: inner join by where
SELECT m.id, i.name FROM messages AS m, inboxes AS i WHERE m.inbox_id = i.id AND m.flagged

-- name: left join
SELECT c.id, m.name FROM conversations AS c LEFT JOIN members AS m ON m.id = c.assigned_user_id

-- name: left join with a condition on the right
SELECT c.id, m.id AS message_id FROM conversations AS c LEFT JOIN messages AS m
ON m.conversation_id = c.id AND m.status = 'failed'

-- name: left join filtered afterwards
SELECT c.id, m.id AS message_id FROM conversations AS c LEFT JOIN messages AS m ON m.conversation_id = c.id
WHERE m.flagged

-- name: left join keeps what has no partner
SELECT c.id FROM contacts AS c LEFT JOIN contact_tags AS t ON t.contact_id = c.id WHERE t.tag_id IS NULL

-- name: left join with a condition on the left
SELECT c.id, m.name FROM conversations AS c LEFT JOIN members AS m ON m.id = c.assigned_user_id AND c.is_closed

-- name: right join
SELECT m.name, c.id FROM conversations AS c RIGHT JOIN members AS m ON m.id = c.assigned_user_id

-- name: full join
SELECT c.id AS conversation, m.id AS member FROM conversations AS c FULL JOIN members AS m ON m.id = c.assigned_user_id

-- name: full join of filtered sides
SELECT a.id AS a, b.id AS b FROM (SELECT id, rev FROM contacts WHERE rev <= 2) AS a
FULL OUTER JOIN (SELECT id, rev FROM contacts WHERE rev >= 2) AS b ON a.id = b.id

-- name: cross join
SELECT t.name, i.name AS inbox FROM tags AS t CROSS JOIN inboxes AS i

-- name: self join
SELECT a.id, b.id AS other FROM contacts AS a JOIN contacts AS b ON a.last_name = b.last_name AND a.id < b.id

-- name: self join three times
SELECT a.id, b.id AS second, c.id AS third FROM members AS a JOIN members AS b ON b.id > a.id
JOIN members AS c ON c.id > b.id

-- name: self join through a key
SELECT m.id, other.id AS other_id FROM messages AS m JOIN messages AS other
ON other.conversation_id = m.conversation_id AND other.id > m.id
WHERE m.flagged

-- name: join on an inequality
SELECT a.id, count(*) AS earlier FROM conversations AS a JOIN conversations AS b ON b.created_date < a.created_date
GROUP BY a.id

-- name: join on an expression
SELECT c.id, m.id AS member FROM contacts AS c JOIN members AS m ON m.id = coalesce(c.assigned_user_id, c.creator_id)

-- name: join on a text key
SELECT c.id, m.id AS conversation FROM contacts AS c JOIN conversations AS m ON m.target = c.phone

-- name: join on text without case
SELECT a.id, b.id AS other FROM contacts AS a JOIN members AS b ON lower(split_part(b.name, ' ', 1)) = lower(a.first_name)

-- name: join on true
SELECT t.id, s.id AS survey FROM tags AS t JOIN surveys AS s ON TRUE

-- name: join with or
SELECT c.id, m.id AS member FROM conversations AS c JOIN members AS m
ON m.id = c.assigned_user_id OR m.id = c.creator_id

-- name: three tables
SELECT m.id, c.status, i.name FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id
JOIN inboxes AS i ON i.id = c.inbox_id WHERE m.is_inbound

-- name: three tables, left and inner
SELECT m.id, c.id AS conversation, p.name FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id
LEFT JOIN members AS p ON p.id = m.user_id WHERE c.is_closed

-- name: four tables
SELECT i.name AS inbox, p.name AS member, count(*) AS n
FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id
JOIN inboxes AS i ON i.id = c.inbox_id JOIN members AS p ON p.id = m.user_id
GROUP BY i.name, p.name

-- name: five tables
SELECT con.id, t.name, i.name AS inbox, conv.id AS conversation
FROM contacts AS con JOIN contact_tags AS ct ON ct.contact_id = con.id JOIN tags AS t ON t.id = ct.tag_id
JOIN conversations AS conv ON conv.target = con.phone JOIN inboxes AS i ON i.id = conv.inbox_id

-- name: five tables with left joins
SELECT con.id, t.name, l.name AS list, p.name AS member
FROM contacts AS con LEFT JOIN contact_tags AS ct ON ct.contact_id = con.id LEFT JOIN tags AS t ON t.id = ct.tag_id
LEFT JOIN list_members AS lm ON lm.phone = con.phone LEFT JOIN lists AS l ON l.id = lm.list_id
LEFT JOIN members AS p ON p.id = con.assigned_user_id

-- name: many to many
SELECT t.name, count(DISTINCT c.id) AS people FROM tags AS t LEFT JOIN contact_tags AS ct ON ct.tag_id = t.id
LEFT JOIN contacts AS c ON c.id = ct.contact_id GROUP BY t.name

-- name: parenthesised join
SELECT c.id, m.id AS member, i.id AS inbox FROM conversations AS c LEFT JOIN
(members AS m JOIN inbox_members AS im ON im.member_id = m.id JOIN inboxes AS i ON i.id = im.inbox_id)
ON m.id = c.assigned_user_id AND i.id = c.inbox_id

-- name: natural join
SELECT tag_id, name, contact_id FROM (SELECT id AS tag_id, name FROM tags) AS t NATURAL JOIN contact_tags

-- name: natural left join
SELECT member_id, name, inbox_id FROM (SELECT id AS member_id, name FROM members) AS m
NATURAL LEFT JOIN (SELECT * FROM inbox_members WHERE inbox_id > 0) AS i

-- name: using twice
SELECT id, a.rev, b.rev AS same FROM (SELECT id, rev FROM contacts) AS a JOIN (SELECT id, rev FROM contacts) AS b
USING (id, rev)

-- name: using with a full join merges
SELECT rev, a.n AS small, b.n AS large FROM (SELECT rev, count(*) AS n FROM contacts WHERE rev < 4 GROUP BY rev) AS a
FULL JOIN (SELECT rev, count(*) AS n FROM contacts WHERE rev > 2 GROUP BY rev) AS b USING (rev)

-- name: lateral subquery
SELECT c.id, last.id AS message FROM conversations AS c
CROSS JOIN LATERAL (SELECT m.id FROM messages AS m WHERE m.conversation_id = c.id ORDER BY m.id DESC LIMIT 1) AS last

-- name: lateral subquery that may be empty
SELECT c.id, m.id AS message FROM conversations AS c
LEFT JOIN LATERAL (SELECT id FROM messages WHERE conversation_id = c.id AND flagged ORDER BY id LIMIT 2) AS m ON TRUE

-- name: lateral expression
SELECT c.id, x.full_name, y.size FROM contacts AS c, LATERAL (SELECT c.first_name || ' ' || c.last_name AS full_name) AS x,
LATERAL (SELECT length(x.full_name) AS size) AS y

-- name: lateral aggregate
SELECT i.id, s.n, s.last FROM inboxes AS i
CROSS JOIN LATERAL (SELECT count(*) AS n, max(updated_date) AS last FROM conversations WHERE inbox_id = i.id) AS s

-- name: semi join by exists
SELECT id FROM conversations AS c WHERE EXISTS (SELECT 1 FROM messages AS m WHERE m.conversation_id = c.id AND m.flagged)

-- name: semi join by in
SELECT id, target FROM conversations WHERE id IN (SELECT conversation_id FROM messages WHERE status = 'failed')

-- name: anti join by not exists
SELECT id FROM contacts AS c WHERE NOT EXISTS (SELECT 1 FROM conversations AS v WHERE v.target = c.phone)

-- name: anti join by not in
SELECT id FROM members WHERE id NOT IN (
    SELECT assigned_user_id FROM conversations WHERE assigned_user_id IS NOT NULL AND is_unread)

-- name: anti join by not in with nulls
SELECT id FROM members WHERE id NOT IN (SELECT assigned_user_id FROM conversations)

-- name: join of derived tables
SELECT a.inbox_id, a.n, b.n AS closed FROM (SELECT inbox_id, count(*) AS n FROM conversations GROUP BY inbox_id) AS a
JOIN (SELECT inbox_id, count(*) AS n FROM conversations WHERE is_closed GROUP BY inbox_id) AS b ON a.inbox_id = b.inbox_id

-- name: join with values
SELECT c.id, v.label FROM conversations AS c JOIN (VALUES ('sms', 'text'), ('email', 'mail')) AS v(channel, label)
ON v.channel = c.channel

-- name: join keeps duplicates
SELECT ct.tag_id, c.rev FROM contact_tags AS ct JOIN contacts AS c ON c.id = ct.contact_id

-- name: join with filters on both sides
SELECT m.id, c.id AS conversation FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id
WHERE m.created_date > '2025-06-01T00:00:00Z' AND NOT c.is_closed AND m.text LIKE '%e%'

-- name: join of one conversation
-- parameter: SELECT max(conversation_id) FROM messages
SELECT m.id, c.target, c.status FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id WHERE c.id = ?

-- name: join of one contact's conversations
-- parameter: SELECT max(c.id) FROM contacts AS c JOIN conversations AS v ON v.target = c.phone
SELECT c.display_name, v.id, v.status FROM contacts AS c JOIN conversations AS v ON v.target = c.phone WHERE c.id = ?

-- name: join of one contact's messages
-- parameter: SELECT max(c.id) FROM contacts AS c JOIN conversations AS v ON v.target = c.phone
SELECT c.display_name, m.id, m.text FROM contacts AS c JOIN conversations AS v ON v.target = c.phone
JOIN messages AS m ON m.conversation_id = v.id WHERE c.id = ?

-- name: join then limit
-- ordered: yes
SELECT m.id, c.target FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id ORDER BY m.id DESC LIMIT 10

-- name: join then group
SELECT i.name, count(*) AS messages, count(DISTINCT m.conversation_id) AS conversations
FROM messages AS m JOIN inboxes AS i ON i.id = m.inbox_id GROUP BY i.name ORDER BY i.name
-- ordered: yes

-- name: join of a union
SELECT u.kind, p.name FROM (SELECT 'assigned' AS kind, assigned_user_id AS member FROM conversations
UNION ALL SELECT 'creator', creator_id FROM conversations) AS u JOIN members AS p ON p.id = u.member

-- name: join on is not distinct from
SELECT a.id, b.id AS other FROM (SELECT id, assigned_user_id FROM conversations WHERE is_closed) AS a
JOIN (SELECT id, assigned_user_id FROM contacts WHERE rev = 1) AS b
ON a.assigned_user_id IS NOT DISTINCT FROM b.assigned_user_id

-- name: join with null keys on both sides
SELECT a.id, b.id AS other FROM contacts AS a JOIN templates AS b ON a.external_id = b.local_id

-- name: one table in four roles
SELECT v.id, creator.name AS creator, assignee.name AS assignee, contact.display_name
FROM conversations AS v LEFT JOIN members AS creator ON creator.id = v.creator_id
LEFT JOIN members AS assignee ON assignee.id = v.assigned_user_id
LEFT JOIN contacts AS contact ON contact.phone = v.target

-- name: star of a join
-- columns: any
SELECT * FROM contact_tags AS ct JOIN (SELECT id, name FROM tags) AS t ON t.id = ct.tag_id

-- name: join with templates and their files
SELECT t.id, t.name, f.position, f.url FROM templates AS t JOIN template_files AS f ON f.template_id = t.id
WHERE NOT t.is_archived

-- name: lists, their members, and contacts
SELECT l.name, lm.phone, c.id FROM lists AS l JOIN list_members AS lm ON lm.list_id = l.id
LEFT JOIN contacts AS c ON c.phone = lm.phone

-- name: inbox members by name
SELECT i.name, m.name AS member, m.role FROM inbox_members AS im JOIN inboxes AS i ON i.id = im.inbox_id
JOIN members AS m ON m.id = im.member_id
