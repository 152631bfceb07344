-- name: values
VALUES (1, 'one'), (2, 'two')
-- columns: unnamed

-- name: values as a table
SELECT v.n, v.word FROM (VALUES (1, 'one'), (2, NULL), (3, 'three')) AS v(n, word) WHERE v.n <> 2

-- name: values in in
SELECT id, rev FROM contacts WHERE rev IN (VALUES (1), (3))

-- name: select without a table
SELECT 1 AS a WHERE TRUE

-- name: select without a table and no row
SELECT 1 AS a WHERE FALSE

-- name: generate_series
SELECT g.n FROM generate_series(1, 10) AS g(n)

-- name: generate_series with a step
SELECT g.n FROM generate_series(10, 1, -3) AS g(n)

-- name: generate_series of times
SELECT g.day FROM generate_series(TIMESTAMP '2025-01-01', TIMESTAMP '2025-01-05', INTERVAL '1 day') AS g(day)

-- name: generate_series joined
SELECT g.n, count(c.id) AS contacts FROM generate_series(1, 30) AS g(n) LEFT JOIN contacts AS c ON c.rev = g.n GROUP BY g.n

-- name: generate_series of months with gaps filled
SELECT g.month, count(m.id) AS n
FROM generate_series(TIMESTAMPTZ '2024-01-01 00:00:00+00', TIMESTAMPTZ '2025-12-01 00:00:00+00', INTERVAL '1 month') AS g(month)
LEFT JOIN messages AS m ON date_trunc('month', m.created_date) = g.month AND m.is_inbound GROUP BY g.month

-- name: unnest
SELECT u.x FROM unnest(ARRAY[3, 1, 2]) AS u(x)

-- name: unnest of text with a null
SELECT u.x FROM unnest(ARRAY['a', NULL, 'b']) AS u(x)

-- name: unnest with ordinality
SELECT u.x, u.place FROM unnest(ARRAY['a', 'b']) WITH ORDINALITY AS u(x, place)

-- name: unnest joined
SELECT c.id, u.channel FROM conversations AS c JOIN unnest(ARRAY['email', 'fax']) AS u(channel) ON u.channel = c.channel

-- name: unnest of an aggregate
SELECT t.inbox_id, u.id FROM (SELECT inbox_id, array_agg(id ORDER BY id) AS ids FROM conversations GROUP BY inbox_id) AS t,
LATERAL unnest(t.ids) AS u(id)

-- name: unnest in the select list
SELECT unnest(ARRAY[1, 2, 3]) AS x

-- name: json text of a member
SELECT id, content ->> 'text' AS text FROM templates

-- name: json nested
SELECT id, (content -> 'gallery') -> 0 ->> 'url' AS first_picture FROM templates

-- name: json path
-- oracle: SELECT id, content ->> '$.gallery[0].url' AS first_picture FROM templates
SELECT id, content #>> '{gallery,0,url}' AS first_picture FROM templates

-- name: json of the embedded conversation
SELECT id, conversation ->> 'status' AS status, (conversation ->> 'id')::bigint AS number FROM messages

-- name: json in where
SELECT id FROM messages WHERE conversation ->> 'status' = 'pending'

-- name: json array element
SELECT id, tags -> 0 AS first_tag, (tags -> 0 ->> 'tag_id')::bigint AS tag_id FROM contacts

-- name: json of what is missing
SELECT id, content ->> 'no such member' AS a, content -> 'gallery' -> 99 ->> 'url' AS b FROM templates

-- name: json of schedules
-- parameter: SELECT min(id) FROM schedules
SELECT id, meta -> 'content' ->> 'text' AS text FROM schedules WHERE id = ?

-- name: json literal
SELECT '{"a": {"b": [1, 2]}}'::json -> 'a' -> 'b' ->> 1 AS x

-- name: json is null in an object
SELECT id, widget_settings ->> 'message' AS message, business_hours ->> 'weekday_start_hour' AS hour FROM inboxes

-- name: json grouped by text
SELECT conversation ->> 'channel' AS channel, count(*) AS n FROM messages GROUP BY 1

-- name: json text with quotes
SELECT id, name, content -> 'gallery' -> 1 ->> 'annotation_text' AS note FROM templates

-- name: one row table
SELECT name, list_size FROM team

-- name: one row table joined
SELECT t.name, i.name AS inbox FROM team AS t JOIN inboxes AS i ON i.team_id = t.id
