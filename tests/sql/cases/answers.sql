-- One query a line; each must answer as plain DuckDB does over the full tables.
SELECT * FROM tags
SELECT id, name FROM tags WHERE id = 3
SELECT id, name FROM tags WHERE id IN (1, 2, 99) OR id = 5
SELECT id FROM tags WHERE name = 'a' OR name = 'b' OR name IS NULL
SELECT id FROM tags WHERE id BETWEEN 3 AND 9 AND NOT id = 5
SELECT id FROM tags WHERE NOT (id < 5)
SELECT id FROM tags WHERE 5 > id AND 2 <= id
SELECT id FROM tags WHERE id > 5 AND id < 3
SELECT id FROM tags WHERE id = 1 AND id IN (2, 3)
SELECT id FROM tags WHERE id = NULL
SELECT id FROM tags WHERE id IN (NULL, 2)
SELECT id FROM tags WHERE id NOT IN (1, 2)
SELECT id FROM tags WHERE name NOT IN ('a', NULL)
SELECT id FROM tags WHERE name IS NOT DISTINCT FROM 'a'
SELECT id FROM tags WHERE name IS DISTINCT FROM 'a'
SELECT id FROM tags WHERE id + 1 = 4
SELECT id FROM tags WHERE false
SELECT id FROM tags WHERE 1 = 0
SELECT count(*) FROM tags WHERE 1 = 0
SELECT count(*), sum(rev), max(name) FROM tags WHERE name = 'a'
SELECT count(*) FROM (SELECT * FROM contacts WHERE true) AS anon_1
SELECT 1 FROM tags ORDER BY id LIMIT 1
SELECT name, count(*) AS n FROM tags GROUP BY name HAVING count(*) > 1 ORDER BY n DESC, name
SELECT name AS n, count(*) FROM tags GROUP BY n ORDER BY 2 DESC, 1
SELECT name, rev, count(*) FROM tags GROUP BY ROLLUP (name, rev) ORDER BY 1, 2, 3
SELECT name, rev, count(*) FROM tags GROUP BY GROUPING SETS ((name), (rev), ()) ORDER BY 1, 2, 3
SELECT name, rev, count(*) FROM tags GROUP BY CUBE (name, rev) ORDER BY 1, 2, 3
SELECT DISTINCT name FROM tags
SELECT DISTINCT ON (name) name, id FROM tags ORDER BY name, id DESC
SELECT DISTINCT ON (n) name AS n, id FROM tags ORDER BY n, id DESC
SELECT x.id FROM (SELECT DISTINCT ON (name) name, id FROM tags ORDER BY name, id DESC) AS x WHERE x.id < 20
SELECT id, row_number() OVER (PARTITION BY name ORDER BY id) FROM tags
SELECT id, sum(id) OVER w FROM tags WINDOW w AS (ORDER BY id ROWS 2 PRECEDING)
SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM tags) AS t WHERE id = 7
SELECT * FROM (SELECT id, rank() OVER (PARTITION BY name ORDER BY id) AS n, name FROM tags) AS t WHERE name = 'a' AND n = 1
SELECT id FROM tags QUALIFY row_number() OVER (PARTITION BY name ORDER BY id) = 1
SELECT * FROM (SELECT id, name FROM tags ORDER BY id LIMIT 5) AS t WHERE id > 3
SELECT * FROM (SELECT id, name FROM tags ORDER BY id OFFSET 5) AS t WHERE id < 9
SELECT * FROM (SELECT name, count(*) AS n FROM tags GROUP BY name) AS t WHERE name = 'a'
SELECT * FROM (SELECT name, count(*) AS n FROM tags GROUP BY 1) AS t WHERE name = 'a' AND n > 0
SELECT * FROM (SELECT max(id) AS id FROM tags) AS t WHERE id = 5
SELECT * FROM (SELECT name, count(*) AS n FROM tags GROUP BY ROLLUP (name)) AS t WHERE name = 'a'
SELECT * FROM (SELECT DISTINCT name, rev FROM tags) AS t WHERE name = 'a'
SELECT a.id, b.id FROM tags AS a JOIN lists AS b ON a.rev = b.rev
SELECT a.id, b.id FROM tags AS a, lists AS b WHERE a.rev = b.rev AND a.id < 5
SELECT a.id, b.id FROM tags AS a LEFT JOIN lists AS b ON a.rev = b.rev AND b.id > 10 AND a.id > 3
SELECT a.id, b.id FROM tags AS a LEFT JOIN lists AS b ON a.id = b.id AND b.name = 'a' WHERE b.id IS NULL
SELECT a.id, b.id FROM tags AS a LEFT JOIN lists AS b ON a.id = b.id WHERE b.name = 'a'
SELECT a.id, b.id FROM tags AS a RIGHT JOIN lists AS b ON a.rev = b.rev AND b.id > 10 AND a.id > 3
SELECT a.id, b.id FROM tags AS a FULL JOIN lists AS b ON a.id = b.id AND b.name = 'a' AND a.name = 'b'
SELECT a.id, b.id FROM tags AS a FULL JOIN lists AS b ON a.id = b.id WHERE a.name = 'b'
SELECT a.id, b.id, c.id FROM tags AS a LEFT JOIN lists AS b ON a.id = b.id JOIN surveys AS c ON c.id = b.id AND b.name = 'a'
SELECT a.id, b.id, c.id FROM tags AS a JOIN lists AS b ON a.id = b.id AND a.name = 'a' RIGHT JOIN surveys AS c ON c.id = b.id
SELECT a.id, b.id, c.id FROM tags AS a LEFT JOIN (lists AS b JOIN surveys AS c ON c.id = b.id AND c.id > 4) ON a.id = b.id AND b.id < 9
SELECT a.id, b.id FROM tags AS a LEFT JOIN lists AS b ON false
SELECT a.id, b.id FROM tags AS a JOIN lists AS b ON false
SELECT a.id, b.id FROM (SELECT id FROM tags WHERE false) AS a RIGHT JOIN lists AS b ON a.id = b.id
SELECT count(*) FROM tags AS a CROSS JOIN lists AS b
SELECT count(*) FROM tags AS a, lists AS b RIGHT JOIN surveys AS c ON b.id = c.id AND b.id = 3
SELECT id, a.name, b.name FROM tags AS a JOIN lists AS b USING (id)
SELECT id, a.name, b.name FROM tags AS a FULL JOIN (SELECT * FROM lists WHERE id > 20) AS b USING (id) WHERE id > 3
SELECT id FROM tags AS a RIGHT JOIN (SELECT * FROM lists WHERE id > 20) AS b USING (id)
SELECT * FROM (SELECT id, name AS x FROM tags) AS a NATURAL JOIN (SELECT id, name AS y FROM lists) AS b
SELECT * FROM (SELECT id, name AS x FROM tags) AS a JOIN (SELECT id, name AS y FROM lists) AS b USING (id) WHERE id = 4
SELECT a.id FROM tags AS a WHERE EXISTS (SELECT * FROM lists AS b WHERE b.rev = a.rev AND b.name = 'a')
SELECT a.id FROM tags AS a WHERE NOT EXISTS (SELECT 1 FROM lists AS b WHERE b.rev = a.rev AND a.id = 3)
SELECT a.id FROM tags AS a WHERE a.rev IN (SELECT b.rev FROM lists AS b WHERE b.id < 10)
SELECT a.id FROM tags AS a WHERE a.rev NOT IN (SELECT b.rev FROM lists AS b WHERE b.id < 3 AND b.rev IS NOT NULL)
SELECT a.id FROM tags AS a WHERE a.id = (SELECT max(b.id) FROM lists AS b WHERE b.name = a.name)
SELECT a.id, (SELECT count(*) FROM lists AS b WHERE b.rev = a.rev AND b.id > 4) AS n FROM tags AS a
SELECT a.id, x.n FROM tags AS a, LATERAL (SELECT count(*) AS n FROM lists AS b WHERE b.rev = a.rev AND b.id > 4) AS x WHERE a.id < 9
SELECT a.id, x.id FROM tags AS a LEFT JOIN LATERAL (SELECT b.id FROM lists AS b WHERE b.rev = a.rev ORDER BY b.id LIMIT 1) AS x ON true
SELECT a.id, g.g FROM tags AS a CROSS JOIN generate_series(1, 2) AS g(g) WHERE a.id < 3
SELECT * FROM generate_series(1, 3) AS g(n)
SELECT t.id, u.n FROM tags AS t, LATERAL unnest([t.id, t.rev]) AS u(n) WHERE t.id < 4
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS t(n, c) WHERE n = 2
SELECT t.id, v.c FROM tags AS t JOIN (VALUES (1, 'a'), (2, 'b')) AS v(n, c) ON v.n = t.id
SELECT id FROM tags UNION ALL SELECT id FROM lists WHERE id < 3
SELECT name FROM tags UNION SELECT name FROM lists
SELECT name FROM tags INTERSECT SELECT name FROM lists WHERE id < 5
SELECT name FROM tags EXCEPT SELECT name FROM lists WHERE id < 5
SELECT * FROM (SELECT id AS x, name FROM tags UNION ALL SELECT id, name FROM lists) AS t WHERE x = 4
SELECT * FROM (SELECT id AS x, name FROM tags UNION SELECT id, name FROM lists) AS t WHERE x = 4 AND name = 'a'
SELECT x FROM (SELECT id AS x FROM tags EXCEPT SELECT id FROM lists WHERE id > 5) AS t WHERE x > 3
SELECT x FROM (SELECT id AS x FROM tags UNION ALL SELECT 5) AS t WHERE x = 5
SELECT x FROM (SELECT id AS x FROM tags UNION ALL SELECT rev + 0.5 FROM lists) AS t WHERE x < 3
SELECT * FROM ((SELECT id FROM tags ORDER BY id LIMIT 3) UNION ALL (SELECT id FROM lists ORDER BY id DESC LIMIT 2)) AS t WHERE id > 2
SELECT id FROM tags UNION ALL SELECT id FROM lists ORDER BY id LIMIT 4
WITH t AS (SELECT id, name FROM tags) SELECT * FROM t WHERE id = 3
WITH t AS (SELECT id, name FROM tags), u AS (SELECT * FROM t WHERE id > 3) SELECT a.id, b.id FROM u AS a JOIN t AS b ON a.name = b.name WHERE a.id < 9
WITH t AS (SELECT id, name FROM tags) SELECT id FROM t WHERE id = 3 UNION ALL SELECT id FROM t WHERE id = 4
WITH t(a, b) AS (SELECT id, name FROM tags) SELECT b FROM t WHERE a = 3
WITH unused AS (SELECT * FROM messages) SELECT id FROM tags
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t WHERE n > 2
WITH RECURSIVE up AS (SELECT id, rev FROM tags WHERE id = 3 UNION SELECT t.id, t.rev FROM tags AS t JOIN up ON t.id = up.rev) SELECT * FROM up
WITH t AS (SELECT id FROM tags) SELECT (SELECT count(*) FROM t) AS n, id FROM lists WHERE id IN (SELECT id FROM t WHERE id > 20)
SELECT t.* FROM tags AS t JOIN lists AS l ON l.id = t.id WHERE l.id < 4
SELECT l.id, t.* FROM tags AS t JOIN lists AS l ON l.id = t.id WHERE l.id < 4
SELECT id, CASE WHEN rev > 2 THEN 'big' WHEN rev IS NULL THEN NULL ELSE 'small' END AS size FROM tags
SELECT id, coalesce(name, 'none') FROM tags WHERE coalesce(name, 'none') = 'none'
SELECT id FROM tags WHERE name LIKE 'a%'
SELECT id FROM tags WHERE lower(name) = 'ann'
SELECT id FROM contacts WHERE is_opted_out
SELECT id FROM contacts WHERE NOT is_opted_out
SELECT id FROM contacts WHERE is_opted_out = false AND shared = true
SELECT id FROM contacts WHERE is_opted_out IS TRUE
SELECT id FROM contacts WHERE is_opted_out IS NOT TRUE
SELECT id FROM messages WHERE created_date >= '2024-06-01' AND created_date < '2024-09-01'
SELECT id FROM messages WHERE created_date >= TIMESTAMP '2024-06-01 00:00:00'
SELECT id FROM messages WHERE created_date BETWEEN TIMESTAMPTZ '2024-03-01 00:00:00+02' AND TIMESTAMPTZ '2024-06-01 00:00:00Z'
SELECT id FROM messages WHERE CAST(created_date AS DATE) = '2024-06-09'
SELECT id FROM messages WHERE CAST(created_date AS DATE) = DATE '2024-06-09'
SELECT id FROM messages WHERE CAST(created_date AS DATE) > DATE '2024-06-09'
SELECT id FROM messages WHERE CAST(created_date AS DATE) <= DATE '2024-06-09'
SELECT id FROM messages WHERE CAST(created_date AS DATE) < DATE '2024-06-09'
SELECT id FROM messages WHERE CAST(created_date AS DATE) >= DATE '2024-06-09'
SELECT id FROM messages WHERE date_trunc('month', created_date) = TIMESTAMPTZ '2024-06-01 00:00:00+00'
SELECT id FROM messages WHERE date_trunc('month', created_date) = TIMESTAMPTZ '2024-06-02 00:00:00+00'
SELECT id FROM messages WHERE date_trunc('month', created_date) < TIMESTAMPTZ '2024-06-02 00:00:00+00'
SELECT id FROM messages WHERE date_trunc('month', created_date) <= TIMESTAMPTZ '2024-06-01 00:00:00+00'
SELECT id FROM messages WHERE date_trunc('quarter', created_date) > TIMESTAMPTZ '2024-06-02 00:00:00+00'
SELECT id FROM messages WHERE date_trunc('week', created_date) >= TIMESTAMPTZ '2024-06-02 00:00:00+00'
SELECT id FROM messages WHERE date_trunc('hour', created_date) = TIMESTAMPTZ '2024-06-09 05:00:00+00'
SELECT id FROM messages WHERE extract(year FROM created_date) = 2024
SELECT id FROM messages WHERE extract(year FROM created_date) > 2024
SELECT id FROM messages WHERE created_date + INTERVAL '1 day' > TIMESTAMPTZ '2024-06-09 00:00:00+00'
SELECT id FROM messages WHERE created_date + INTERVAL '1 month' > TIMESTAMPTZ '2024-06-30 00:00:00+00'
SELECT id FROM messages WHERE created_date - INTERVAL '5 hours' = TIMESTAMPTZ '2024-06-09 00:00:00+00'
SELECT id FROM messages WHERE created_date > TIMESTAMPTZ '2024-06-30 00:00:00+00' - INTERVAL '1 month 2 days'
SELECT date_trunc('month', created_date) AS month, count(*) FROM messages GROUP BY 1 ORDER BY 1
SELECT date_trunc('month', created_date) AS month, count(*) FROM messages GROUP BY month ORDER BY month
SELECT m.id FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id WHERE c.inbox_id = 3 AND m.created_date > '2024-05-01'
SELECT i.id, count(*) FROM messages AS m JOIN conversations AS c ON m.conversation_id = c.id JOIN inboxes AS i ON i.id = c.inbox_id GROUP BY i.id
SELECT x, y FROM (SELECT id AS x, name AS y FROM (SELECT * FROM tags WHERE id > 2) AS a WHERE id < 20) AS b WHERE x IN (1, 3, 5)
SELECT who FROM open_conversations WHERE inbox_id = 3
SELECT tag, many FROM renamed WHERE tag = 4
SELECT "Text", n.id FROM notes AS n LEFT JOIN tags ON tags.id = n.id
SELECT t.id FROM tags AS t JOIN notes ON notes.id = t.id WHERE notes.id = 2
SELECT id FROM contacts WHERE vip = 'a' OR account_number = 'b'
SELECT first_name, last_name FROM contacts WHERE id = 4
SELECT min(id) FILTER (WHERE name = 'a') FROM tags
SELECT id, unnest([1, 2]) AS u FROM tags WHERE id < 3
SELECT count(DISTINCT name) FROM tags
SELECT a.id FROM tags AS a JOIN tags AS b ON a.id = b.rev
SELECT a.id FROM tags AS a JOIN tags AS b ON a.id = b.rev WHERE a.id = 3 AND b.name = 'a'
SELECT a.id FROM (SELECT id, rev FROM tags WHERE id = 3) AS a JOIN (SELECT id, rev FROM tags WHERE id = 3) AS b ON a.id = b.id
SELECT id FROM tags WHERE (SELECT true)
SELECT id FROM tags WHERE id = 3 OR id = (SELECT min(id) FROM lists)
SELECT id FROM tags WHERE (id = 3 AND name = 'a') OR (id = 4 AND rev IS NULL) OR (id IN (5, 6) AND true)
SELECT id FROM tags WHERE (id = 3 OR false) AND true
SELECT id, id AS again, id + 0 AS third FROM tags WHERE id < 3
SELECT sum(n) FROM (SELECT count(*) AS n, max(id) AS unused, name FROM tags GROUP BY name) AS t
SELECT count(*) FROM (SELECT max(id) AS m FROM tags) AS t
SELECT count(*) FROM (SELECT DISTINCT name, rev FROM tags) AS t
SELECT count(*) FROM (SELECT unnest([1, 2, 3]) AS u FROM tags) AS t
SELECT count(*) FROM (SELECT id, name FROM tags UNION SELECT rev, name FROM lists) AS t
SELECT count(*) FROM (SELECT id, name FROM tags UNION ALL SELECT rev, name FROM lists) AS t
SELECT a FROM (SELECT id AS a, name AS b FROM tags ORDER BY b, a LIMIT 3) AS t
SELECT a FROM (SELECT name AS b, id AS a FROM tags ORDER BY 1, 2 LIMIT 3) AS t
SELECT n FROM (SELECT name AS b, count(*) AS n FROM tags GROUP BY 1) AS t
SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM tags) AS t
SELECT 1 AS one WHERE EXISTS (SELECT * FROM tags WHERE id = 4)
SELECT 1 AS one WHERE EXISTS (SELECT * FROM tags WHERE id = 400)
SELECT EXISTS (SELECT avatar_file_name FROM contacts WHERE id = 4) AS e
SELECT 5 IN (SELECT id FROM tags) AS e
SELECT id FROM tags WHERE (id, name) IN ((1, 'a'), (2, 'b'), (5, 'Ann'), (3, NULL))
SELECT id FROM tags WHERE (id, rev) = (3, 4) OR (id, rev) IN ((1, 1), (2, 2), (4, 5))
SELECT id FROM tags WHERE id BETWEEN 2 AND 4 OR id > 20 OR id = 7
SELECT id FROM tags WHERE (id = 1 AND rev > 3) OR (id IN (2, 9) AND rev < 4) OR false
SELECT id FROM tags WHERE id > '5' AND id <= '12'
SELECT id FROM tags WHERE id > 2.5 AND id < 7.5
SELECT id FROM messages WHERE extract(year FROM created_date) IN (2023, 2024)
SELECT id FROM messages WHERE CAST(created_date AS DATE) IN (DATE '2024-06-09', DATE '2024-06-28')
SELECT id FROM messages WHERE created_date < '2024-03-05' OR created_date BETWEEN '2024-04-01' AND '2024-06-05'
SELECT m, n FROM (SELECT date_trunc('month', created_date) AS m, count(*) AS n FROM (SELECT * FROM messages) AS v GROUP BY date_trunc('month', created_date)) AS q WHERE m >= '2024-03-01' AND m < '2024-09-01'
SELECT d FROM (SELECT CAST(created_date AS DATE) AS d FROM (SELECT created_date FROM messages) AS a) AS b WHERE d BETWEEN '2024-03-01' AND '2024-06-09'
SELECT x FROM (SELECT y AS x FROM (SELECT updated_date + INTERVAL '1 day' AS y FROM contacts) AS a) AS b WHERE x > '2024-06-10'
SELECT x FROM (SELECT date_trunc('day', created_date) AS x FROM messages) AS b WHERE date_trunc('month', x) = TIMESTAMPTZ '2024-06-01 00:00:00+00'
SELECT x FROM (SELECT date_trunc('day', created_date) AS x FROM messages UNION ALL SELECT created_date FROM lists) AS b WHERE x > TIMESTAMPTZ '2024-06-01 00:00:00+00'
SELECT count(*) FROM (SELECT rev, id FROM tags WHERE rev = 3 ORDER BY id LIMIT 4) AS t WHERE id > 2
SELECT * FROM (SELECT id, name FROM tags WHERE name LIKE 'a%' ORDER BY updated_date, id LIMIT 5 OFFSET 1) AS v LIMIT 9
SELECT unnest(CASE WHEN rev > 3 THEN [id, 1] END) AS u FROM (SELECT id, rev FROM tags ORDER BY id LIMIT 9) AS t
SELECT id FROM (SELECT id, created_date FROM messages ORDER BY created_date DESC, id) AS t LIMIT 5
SELECT m.id, c.inbox_id FROM messages AS m LEFT JOIN conversations AS c ON c.id = m.conversation_id ORDER BY m.created_date DESC, m.id LIMIT 7 OFFSET 2
SELECT id, is_blocked FROM contacts WHERE first_name LIKE 'A%' ORDER BY updated_date DESC NULLS LAST, id LIMIT 3
SELECT max(is_blocked) FROM (SELECT is_blocked FROM contacts ORDER BY updated_date DESC NULLS LAST, id LIMIT 5) AS t
SELECT count(*) AS a, count(1) AS b, count(id) AS c, count(DISTINCT id) AS d FROM (SELECT * FROM contacts WHERE rev = 3) AS t
SELECT n FROM (SELECT count(*) AS n FROM messages WHERE conversation_id > 3) AS t LIMIT 10
SELECT max(created_date) AS b, min(created_date) AS a FROM messages WHERE conversation_id = 3
SELECT min(created_date) FROM messages WHERE conversation_id = 300
SELECT c.id FROM conversations AS c WHERE EXISTS (SELECT count(*) FROM messages AS m WHERE m.conversation_id = c.id AND m.user_id = 99)
SELECT c.id FROM conversations AS c WHERE c.id NOT IN (SELECT m.conversation_id FROM messages AS m WHERE m.id > 5)
SELECT c.id FROM conversations AS c WHERE c.id IN (SELECT m.conversation_id FROM messages AS m WHERE m.id > 5 UNION SELECT id FROM tags WHERE id > 22)
SELECT c.id, (SELECT max(m.created_date) FROM messages AS m WHERE m.conversation_id = c.id) AS last FROM conversations AS c WHERE c.inbox_id > 2
SELECT v.id, c.n FROM conversations AS v JOIN (SELECT conversation_id AS k, count(*) AS n FROM messages GROUP BY conversation_id) AS c ON c.k = v.id WHERE v.inbox_id = 3
SELECT t.x, l.id FROM (SELECT id AS x FROM tags UNION ALL SELECT id + 1 FROM inboxes) AS t JOIN lists AS l ON l.id = t.x
SELECT l.id FROM (SELECT id FROM tags ORDER BY updated_date DESC NULLS LAST, id LIMIT 3) AS t JOIN lists AS l ON l.id = t.id
SELECT l.id, t.id, i.id FROM lists AS l JOIN tags AS t USING (id) LEFT JOIN inboxes AS i USING (id) WHERE l.rev > 2
SELECT id FROM (SELECT m.id, m.created_date AS d, c.inbox_id AS i FROM messages AS m LEFT JOIN conversations AS c ON c.id = m.conversation_id) AS q WHERE i = 3 ORDER BY d, id LIMIT 10
-- Extended columns
SELECT id, avatar_file_name FROM contacts
SELECT avatar_file_name FROM contacts WHERE id = 3
SELECT id, is_blocked, is_unsubscribed FROM contacts ORDER BY id DESC LIMIT 4
SELECT id, avatar_file_name AS a, upper(avatar_file_name) || coalesce(email, '') AS b FROM contacts ORDER BY id OFFSET 3
SELECT id FROM contacts WHERE is_blocked AND id > 4
SELECT id FROM contacts WHERE is_blocked AND NOT is_blocked
SELECT avatar_file_name, count(*) FROM contacts WHERE id > 4 GROUP BY 1
SELECT DISTINCT avatar_file_name FROM contacts WHERE id > 4
SELECT id, is_blocked FROM contacts ORDER BY is_blocked, id
SELECT id, is_blocked FROM contacts ORDER BY 2, 1
SELECT a FROM (SELECT id, avatar_file_name AS a FROM contacts ORDER BY id LIMIT 5) AS t
SELECT id FROM (SELECT id, avatar_file_name AS a FROM contacts) AS t ORDER BY id LIMIT 5
SELECT a, t.id FROM (SELECT id, avatar_file_name AS a FROM contacts) AS t JOIN tags ON tags.id = t.id WHERE tags.id > 4
SELECT a, tags.id FROM tags LEFT JOIN (SELECT id, avatar_file_name AS a FROM contacts WHERE id < 9) AS t ON tags.rev = t.id
WITH t AS (SELECT c.is_blocked AS b, m.media_file_content AS f, m.id FROM contacts AS c JOIN messages AS m ON m.user_id = c.id) SELECT f, b FROM t WHERE id > 3 ORDER BY id
WITH t(x, y) AS (SELECT id, is_blocked FROM contacts) SELECT y, x FROM t WHERE x > 3 ORDER BY x LIMIT 3
WITH u AS (SELECT id FROM tags WHERE id > 3) SELECT DISTINCT is_blocked FROM contacts WHERE id IN (SELECT id FROM u)
WITH t AS (SELECT id, is_blocked FROM contacts) SELECT a.is_blocked, b.is_blocked FROM t AS a JOIN t AS b ON a.id = b.id + 1
SELECT v.id FROM conversations AS v WHERE EXISTS (SELECT 1 FROM contacts AS c WHERE c.id = v.id AND c.is_blocked)
SELECT v.id, (SELECT c.avatar_file_name FROM contacts AS c WHERE c.id = v.id) AS a FROM conversations AS v
SELECT a.id FROM contacts AS a LEFT JOIN contacts AS b ON a.is_blocked = b.is_blocked AND b.id > 5 WHERE b.id IS NULL
SELECT a.id, b.id FROM contacts AS a JOIN contacts AS b ON a.is_blocked = b.is_blocked AND a.id = b.id + 1 WHERE a.id > 4
SELECT is_blocked FROM contacts WHERE id < 5 UNION ALL SELECT is_unsubscribed FROM contacts WHERE id > 20
SELECT is_blocked FROM contacts WHERE false
SELECT id, row_number() OVER (ORDER BY id) AS n, is_blocked FROM contacts
SELECT id, row_number() OVER (PARTITION BY is_blocked ORDER BY id) AS n FROM contacts
SELECT id, avatar_file_name IN (SELECT name FROM tags) AS known FROM contacts
SELECT id, coalesce(avatar_file_name, (SELECT max(name) FROM tags)) AS a FROM contacts
SELECT id, CASE WHEN id > 5 THEN avatar_file_name WHEN email IS NULL THEN 'none' ELSE email END AS a FROM contacts
SELECT f.template_id, f.content, t.name FROM template_files AS f JOIN templates AS t ON t.id = f.template_id
SELECT unread_users, x.n FROM conversations AS c, LATERAL (SELECT count(*) AS n FROM messages AS m WHERE m.conversation_id = c.id) AS x ORDER BY c.id
SELECT max(is_blocked) FROM (SELECT is_blocked FROM contacts ORDER BY id LIMIT 5) AS t
SELECT count(is_blocked) FROM contacts AS c JOIN tags AS t ON t.id = c.id WHERE t.name = 'a'
SELECT c.id FROM contacts AS c JOIN (SELECT max(id) AS id FROM tags) AS t ON t.id >= c.id WHERE c.is_blocked AND c.email IS NULL
SELECT t.id FROM tags AS t, LATERAL (SELECT c.id FROM contacts AS c WHERE c.is_blocked AND c.id = t.id) AS x

-- Conditions that links carry on, empty members, NOT forms
SELECT id FROM contacts WHERE id IN (SELECT 1 FROM (SELECT 1) AS one WHERE 1 != 1)
SELECT id FROM contacts WHERE id NOT IN (SELECT 1 FROM (SELECT 1) AS one WHERE 1 != 1)
SELECT id FROM contacts WHERE id IN (SELECT count(*) FROM tags WHERE 1 != 1)
SELECT id FROM contacts WHERE EXISTS (SELECT 1 FROM tags WHERE 1 != 1)
SELECT id FROM contacts WHERE NOT (id > 5 AND rev > 2)
SELECT id FROM contacts WHERE NOT (id > 5 OR NOT rev > 2)
SELECT id FROM contacts WHERE id IN (VALUES (1), (2), (NULL))
SELECT id FROM contacts WHERE id IN (SELECT 1 UNION ALL SELECT 2)
SELECT id FROM contacts WHERE id = (SELECT 5)
SELECT id FROM contacts WHERE id = ANY(ARRAY[1, 2])
SELECT id FROM contacts WHERE id - 3 >= 5 AND -id > -20
SELECT id FROM contacts WHERE coalesce(rev, 3) = 3
SELECT id FROM contacts WHERE coalesce(rev, 4) = 3
SELECT id FROM contacts WHERE nullif(rev, 3) <= 3
SELECT id FROM contacts WHERE CAST(id AS VARCHAR) IN ('5', '7', '05')
SELECT id FROM contacts WHERE CASE WHEN rev = 3 THEN 'a' WHEN rev = 4 THEN 'b' ELSE 'c' END = 'b'
SELECT id FROM contacts WHERE coalesce(shared, false)
SELECT id FROM contacts WHERE NOT coalesce(shared, true)
SELECT id FROM contacts WHERE shared <> true
SELECT id FROM contacts WHERE (rev = 3) = false
SELECT id FROM contacts WHERE (rev = 3) IS NOT TRUE
SELECT id FROM contacts WHERE first_name LIKE 'Ann'
SELECT id FROM contacts WHERE NOT first_name NOT LIKE 'Ann'
SELECT id FROM contacts WHERE id IS NOT NULL LIMIT 30
SELECT c.id, t.id FROM contacts AS c LEFT JOIN tags AS t ON t.id = c.rev WHERE t.id IS NULL
SELECT c.id, t.name FROM contacts AS c LEFT JOIN tags AS t ON t.id = c.rev WHERE t.name IS NULL
SELECT c.id, t.name FROM contacts AS c LEFT JOIN tags AS t ON t.id = c.rev AND t.name IS NULL WHERE c.email LIKE 'A%'
SELECT c.id, t.name FROM contacts AS c FULL JOIN tags AS t ON t.id = c.rev WHERE c.email IS NULL AND t.color LIKE '%'
SELECT count(*) FROM contacts AS c JOIN (SELECT id, coalesce(name, 'none') AS n FROM tags) AS t ON t.id = c.rev WHERE t.n = 'none'
SELECT c.id, l.id FROM contacts AS c LEFT JOIN (SELECT id, coalesce(name, 'none') AS n FROM lists) AS l ON l.id = c.rev WHERE l.n LIKE 'none' OR l.n IS NULL
SELECT c.id FROM contacts AS c JOIN (SELECT rev, count(*) AS n, max(name) AS name FROM tags GROUP BY rev) AS t ON t.rev = c.rev WHERE t.name LIKE '%a%' AND t.rev + t.rev > 3
SELECT c.id FROM contacts AS c JOIN (SELECT id, rev FROM tags UNION ALL SELECT id, rev FROM lists) AS t ON t.id = c.rev WHERE t.rev IS NULL OR t.rev <> 3
