-- name: row_number
SELECT id, row_number() OVER (ORDER BY id) AS n FROM contacts

-- name: row_number by partition
SELECT id, conversation_id, row_number() OVER (PARTITION BY conversation_id ORDER BY created_date, id) AS n FROM messages

-- name: rank and dense_rank
SELECT id, rev, rank() OVER (ORDER BY rev) AS r, dense_rank() OVER (ORDER BY rev) AS d FROM contacts

-- name: rank descending with nulls last
SELECT id, assigned_user_id, rank() OVER (ORDER BY assigned_user_id DESC NULLS LAST) AS r FROM conversations

-- name: rank descending puts nulls first
-- oracle: SELECT id, rank() OVER (ORDER BY assigned_user_id DESC NULLS FIRST) AS r FROM conversations
SELECT id, rank() OVER (ORDER BY assigned_user_id DESC) AS r FROM conversations

-- name: rank ascending puts nulls last
-- oracle: SELECT id, rank() OVER (ORDER BY assigned_user_id NULLS LAST) AS r FROM conversations
SELECT id, rank() OVER (ORDER BY assigned_user_id) AS r FROM conversations

-- name: percent_rank and cume_dist
SELECT id, percent_rank() OVER (ORDER BY rev) AS p, cume_dist() OVER (ORDER BY rev) AS c FROM contacts

-- name: ntile
SELECT id, ntile(4) OVER (ORDER BY id) AS quarter FROM contacts

-- name: lag and lead
SELECT id, lag(id) OVER (ORDER BY id) AS before, lead(id) OVER (ORDER BY id) AS after FROM contacts

-- name: lag with distance and default
SELECT id, lag(id, 2, 0) OVER (ORDER BY id) AS before, lead(rev, 3, -1) OVER (ORDER BY id) AS after FROM contacts

-- name: time since the message before
SELECT id, extract(epoch FROM created_date)
    - extract(epoch FROM lag(created_date) OVER (PARTITION BY conversation_id ORDER BY created_date, id)) AS seconds
FROM messages

-- name: first and last value
SELECT id, first_value(id) OVER (PARTITION BY inbox_id ORDER BY id) AS first,
       last_value(id) OVER (PARTITION BY inbox_id ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS last,
       nth_value(id, 2) OVER (PARTITION BY inbox_id ORDER BY id) AS second
FROM conversations

-- name: running sum
SELECT id, sum(rev) OVER (ORDER BY id) AS total FROM contacts

-- name: running count by partition
SELECT id, count(*) OVER (PARTITION BY status ORDER BY id) AS n FROM messages

-- name: running sum with peers
SELECT id, rev, sum(id) OVER (ORDER BY rev) AS total FROM contacts

-- name: aggregate over the whole
SELECT id, rev, avg(rev) OVER () AS mean, count(*) OVER () AS n, max(id) OVER () AS top FROM contacts

-- name: share of a partition
SELECT id, conversation_id, 1.0 / count(*) OVER (PARTITION BY conversation_id) AS share FROM messages

-- name: moving frame of rows
SELECT id, sum(rev) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS a,
       avg(rev) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS b,
       count(*) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS c
FROM contacts

-- name: frame of a range
SELECT id, count(*) OVER (ORDER BY rev RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS n FROM contacts

-- name: frame of a time range
SELECT id, count(*) OVER (ORDER BY created_date RANGE BETWEEN INTERVAL '7 days' PRECEDING AND CURRENT ROW) AS week FROM messages

-- name: frame of groups
SELECT id, sum(rev) OVER (ORDER BY rev GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) AS n FROM contacts

-- name: frame that leaves the row out
SELECT id, count(*) OVER (PARTITION BY rev ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    EXCLUDE CURRENT ROW) AS others FROM contacts

-- name: named window
SELECT id, rank() OVER w AS r, sum(rev) OVER w AS s FROM contacts WINDOW w AS (PARTITION BY creator_id ORDER BY id)

-- name: named windows that build on each other
SELECT id, count(*) OVER a AS n, row_number() OVER (a ORDER BY id) AS r FROM contacts WINDOW a AS (PARTITION BY rev)

-- name: window with a filter
SELECT id, count(*) FILTER (WHERE is_inbound) OVER (PARTITION BY conversation_id) AS inbound FROM messages

-- name: window over a group
SELECT status, count(*) AS n, rank() OVER (ORDER BY count(*) DESC, status NULLS LAST) AS r,
       sum(count(*)) OVER () AS total FROM messages GROUP BY status

-- name: window over a join
SELECT m.id, count(*) OVER (PARTITION BY c.inbox_id) AS n FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id

-- name: window after where
SELECT id, row_number() OVER (ORDER BY id) AS n FROM messages WHERE is_inbound AND flagged

-- name: window then limit
-- ordered: yes
SELECT id, row_number() OVER (ORDER BY created_date DESC NULLS LAST, id) AS n FROM messages ORDER BY n LIMIT 15

-- name: window over distinct
SELECT DISTINCT inbox_id, count(*) OVER (PARTITION BY inbox_id) AS n FROM conversations

-- name: newest of each conversation
SELECT conversation_id, id, text FROM (
    SELECT conversation_id, id, text, row_number() OVER (PARTITION BY conversation_id ORDER BY created_date DESC NULLS LAST, id DESC) AS r
    FROM messages) AS t WHERE r = 1

-- name: gaps and islands
SELECT conversation_id, is_inbound, min(id) AS first, count(*) AS n FROM (
    SELECT id, conversation_id, is_inbound,
           row_number() OVER (PARTITION BY conversation_id ORDER BY id)
         - row_number() OVER (PARTITION BY conversation_id, is_inbound ORDER BY id) AS island
    FROM messages) AS t GROUP BY conversation_id, is_inbound, island

-- name: window in an expression
SELECT id, rev - avg(rev) OVER (PARTITION BY creator_id) AS off, CASE WHEN row_number() OVER (ORDER BY id) = 1 THEN 'first' END AS mark
FROM contacts

-- name: order by a window
-- ordered: yes
SELECT id FROM contacts ORDER BY row_number() OVER (ORDER BY rev DESC NULLS LAST, id DESC)

-- name: string_agg as a window
SELECT id, string_agg(name, ',') OVER (ORDER BY id) AS names FROM tags

-- name: two windows, two orders
SELECT id, row_number() OVER (ORDER BY id) AS a, row_number() OVER (ORDER BY id DESC) AS b FROM conversations

-- name: partition by an expression
SELECT id, count(*) OVER (PARTITION BY date_trunc('month', created_date), is_inbound) AS n FROM messages
