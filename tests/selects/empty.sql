-- name: where false
SELECT id, display_name, created_date, shared, tags FROM contacts WHERE FALSE

-- name: where one is zero
-- columns: any
SELECT * FROM messages WHERE 1 = 0

-- name: where null
SELECT id, name FROM tags WHERE NULL

-- name: contradiction of equalities
SELECT id, status FROM conversations WHERE status = 'open' AND status = 'closed'

-- name: contradiction of ranges
SELECT id FROM contacts WHERE rev > 5 AND rev < 3

-- name: contradiction of a null test
SELECT id, email FROM contacts WHERE email IS NULL AND email = 'x'

-- name: contradiction of in lists
SELECT id FROM contacts WHERE rev IN (1, 2) AND rev IN (3, 4)

-- name: key is null
SELECT id FROM contacts WHERE id IS NULL

-- name: key that cannot be
SELECT id, text FROM messages WHERE conversation_id = -1

-- name: phone of nobody
SELECT id FROM contacts WHERE phone = '10000000000'

-- name: limit zero over a join
SELECT m.id, c.status, m.created_date FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id LIMIT 0

-- name: limit zero of a group
SELECT status, count(*) AS n, max(created_date) AS last FROM messages GROUP BY status LIMIT 0

-- name: false in a join condition
SELECT c.id, t.name FROM contacts AS c JOIN tags AS t ON FALSE

-- name: left join on false
SELECT c.id, t.name FROM inboxes AS c LEFT JOIN tags AS t ON FALSE

-- name: false in one part of a union
SELECT id FROM tags WHERE FALSE UNION ALL SELECT id FROM lists WHERE FALSE

-- name: aggregate over nothing
SELECT count(*) AS n, min(name) AS a, string_agg(name, ',') AS b, bool_or(id > 0) AS c FROM tags WHERE FALSE

-- name: exists over nothing
SELECT EXISTS (SELECT 1 FROM messages WHERE FALSE) AS e

-- name: empty types of expressions
SELECT id + 1 AS a, name || 'x' AS b, created_date::date AS c, id > 0 AS d, id * 1.5 AS e, sum(id) OVER () AS f FROM tags WHERE 1 = 0

-- name: future
SELECT id, created_date FROM messages WHERE created_date > '2999-01-01T00:00:00Z'

-- name: past
SELECT id, updated_date FROM conversations WHERE updated_date < '1999-01-01T00:00:00Z'

-- name: lower bound above upper bound under an and
SELECT id FROM messages WHERE created_date >= '2025-06-01T00:00:00Z' AND created_date < '2025-06-01T00:00:00Z'

-- name: nothing in a derived table
SELECT x.id FROM (SELECT id FROM contacts WHERE FALSE) AS x JOIN tags AS t ON t.id = x.id

-- name: outer where drops everything
SELECT x.n FROM (SELECT count(*) AS n FROM messages) AS x WHERE x.n < 0
