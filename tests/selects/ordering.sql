-- name: order by the key
-- ordered: yes
SELECT id, display_name FROM contacts ORDER BY id

-- name: order by the key descending
-- ordered: yes
SELECT id FROM contacts ORDER BY id DESC

-- name: order ascending puts nulls last
-- ordered: yes
-- oracle: SELECT id, email FROM contacts ORDER BY email NULLS LAST, id
SELECT id, email FROM contacts ORDER BY email, id

-- name: order descending puts nulls first
-- ordered: yes
-- oracle: SELECT id, email FROM contacts ORDER BY email DESC NULLS FIRST, id
SELECT id, email FROM contacts ORDER BY email DESC, id

-- name: order with nulls first
-- ordered: yes
SELECT id, last_name FROM contacts ORDER BY last_name NULLS FIRST, id DESC

-- name: order with nulls last, descending
-- ordered: yes
SELECT id, assigned_user_id FROM conversations ORDER BY assigned_user_id DESC NULLS LAST, id

-- name: order by two columns in two directions
-- ordered: yes
SELECT id, rev, first_name FROM contacts ORDER BY rev DESC NULLS LAST, first_name NULLS LAST, id

-- name: order by position
-- ordered: yes
SELECT rev, id FROM contacts ORDER BY 1, 2 DESC

-- name: order by an alias
-- ordered: yes
SELECT id, upper(name) AS loud FROM tags ORDER BY loud NULLS LAST, id

-- name: order by an expression
-- ordered: yes
SELECT id, name FROM tags ORDER BY length(name) DESC NULLS LAST, name, id

-- name: order by what is not selected
-- ordered: yes
SELECT name FROM tags ORDER BY id

-- name: order by a case
-- ordered: yes
SELECT id, status FROM conversations ORDER BY CASE status WHEN 'open' THEN 0 WHEN 'pending' THEN 1 ELSE 2 END, id

-- name: order by a flag
-- ordered: yes
SELECT id, is_unread FROM conversations ORDER BY is_unread DESC, id

-- name: order by text, bytewise
-- ordered: yes
SELECT id, name FROM tags ORDER BY name COLLATE "C", id

-- name: order by time, newest
-- ordered: yes
SELECT id, created_date FROM messages ORDER BY created_date DESC, id LIMIT 20

-- name: order by time, oldest
-- ordered: yes
SELECT id, created_date FROM messages ORDER BY created_date ASC, id ASC LIMIT 20

-- name: order by time only
-- check: subset
SELECT id FROM messages ORDER BY created_date DESC LIMIT 20

-- name: order by time through the crowd
-- ordered: yes
SELECT id, created_date FROM messages ORDER BY created_date, id LIMIT 400

-- name: order by updated, newest
-- ordered: yes
SELECT id, updated_date FROM conversations ORDER BY updated_date DESC, id LIMIT 30

-- name: order by updated, oldest
-- ordered: yes
SELECT id, updated_date FROM conversations ORDER BY updated_date, id LIMIT 30

-- name: contacts by updated
-- ordered: yes
SELECT id, updated_date FROM contacts ORDER BY updated_date DESC, id DESC LIMIT 40

-- name: contacts by updated with offset
-- ordered: yes
SELECT id FROM contacts ORDER BY updated_date DESC, id LIMIT 10 OFFSET 35

-- name: messages by updated
-- ordered: yes
SELECT id, updated_date FROM messages ORDER BY updated_date DESC, id LIMIT 15

-- name: order with filter and limit
-- ordered: yes
SELECT id, created_date FROM messages WHERE is_inbound ORDER BY created_date DESC, id LIMIT 12

-- name: order over a whole table
-- ordered: yes
SELECT id, text FROM messages ORDER BY text NULLS FIRST, id

-- name: limit without order
-- check: subset
SELECT id FROM messages LIMIT 10

-- name: limit of a filter
-- check: subset
SELECT id, status FROM messages WHERE status = 'failed' LIMIT 5

-- name: limit beyond a page
-- check: subset
SELECT id FROM messages LIMIT 350

-- name: limit beyond the end
SELECT id FROM tags LIMIT 100000

-- name: limit with offset
-- ordered: yes
SELECT id FROM contacts ORDER BY id LIMIT 5 OFFSET 7

-- name: offset alone
-- ordered: yes
SELECT id FROM contacts ORDER BY id OFFSET 120

-- name: offset beyond the end
SELECT id FROM contacts ORDER BY id OFFSET 100000

-- name: limit all
SELECT id FROM tags LIMIT ALL
-- oracle: SELECT id FROM tags

-- name: limit null
SELECT id FROM tags LIMIT NULL

-- name: limit by a parameter
-- ordered: yes
-- parameter: 4
-- parameter: 2
SELECT id FROM tags ORDER BY id LIMIT ? OFFSET ?

-- name: limit by an expression
-- ordered: yes
SELECT id FROM tags ORDER BY id LIMIT 2 + 3

-- name: fetch first
-- ordered: yes
SELECT id FROM contacts ORDER BY id FETCH FIRST 5 ROWS ONLY

-- name: fetch next with offset
-- ordered: yes
SELECT id FROM contacts ORDER BY id OFFSET 3 ROWS FETCH NEXT 4 ROWS ONLY

-- name: fetch first row
-- ordered: yes
SELECT id FROM contacts ORDER BY id DESC FETCH FIRST ROW ONLY

-- name: limit in a subquery
SELECT count(*) AS n FROM (SELECT id FROM messages LIMIT 17) AS t

-- name: limit over a union
SELECT count(*) AS n FROM (SELECT id FROM messages UNION ALL SELECT id FROM contacts LIMIT 1234) AS t

-- name: distinct
SELECT DISTINCT channel, is_closed FROM conversations

-- name: distinct with nulls
SELECT DISTINCT assigned_user_id FROM conversations

-- name: distinct of an expression
SELECT DISTINCT length(name) AS size FROM tags

-- name: distinct with order and limit
-- ordered: yes
SELECT DISTINCT last_name FROM contacts ORDER BY last_name NULLS LAST LIMIT 5

-- name: distinct star
-- columns: any
SELECT DISTINCT * FROM contact_tags

-- name: distinct over a join
SELECT DISTINCT i.name, c.channel FROM conversations AS c JOIN inboxes AS i ON i.id = c.inbox_id

-- name: distinct on
-- ordered: yes
SELECT DISTINCT ON (inbox_id) inbox_id, id, updated_date FROM conversations ORDER BY inbox_id, updated_date DESC, id

-- name: distinct on two expressions
SELECT DISTINCT ON (is_inbound, date_trunc('quarter', created_date)) is_inbound, created_date, id FROM messages
ORDER BY is_inbound, date_trunc('quarter', created_date), created_date, id

-- name: distinct on with nulls
SELECT DISTINCT ON (assigned_user_id) assigned_user_id, id FROM conversations ORDER BY assigned_user_id NULLS LAST, id

-- name: distinct on in a derived table
SELECT count(*) AS n, sum(id) AS s FROM (
    SELECT DISTINCT ON (conversation_id) conversation_id, id FROM messages ORDER BY conversation_id, created_date, id) AS t

-- name: distinct in an aggregate and outside
SELECT DISTINCT count(DISTINCT user_id) AS senders FROM messages GROUP BY inbox_id

-- name: limit zero
SELECT id, name, created_date FROM tags LIMIT 0

-- name: one row
-- check: subset
SELECT id, display_name FROM contacts LIMIT 1
