-- name: superset samples
-- check: subset
SELECT contacts.id AS id, contacts.display_name AS display_name, contacts.phone AS phone FROM contacts LIMIT 101

-- name: superset count
SELECT COUNT(*) AS "COUNT(*)" FROM (SELECT * FROM contacts) AS virtual_table

-- name: superset chart by month
-- ordered: yes
SELECT DATE_TRUNC('MONTH', created_date) AS created_date, COUNT(*) AS count
FROM heymarket.messages
WHERE created_date >= CAST('2024-01-01 00:00:00.000000' AS TIMESTAMP) AND created_date < CAST('2025-01-01 00:00:00.000000' AS TIMESTAMP)
GROUP BY DATE_TRUNC('MONTH', created_date)
ORDER BY created_date
LIMIT 50000
-- oracle: SELECT DATE_TRUNC('MONTH', m.created_date) AS created_date, COUNT(*) AS count FROM messages AS m
-- oracle: WHERE m.created_date >= CAST('2024-01-01 00:00:00.000000' AS TIMESTAMP)
-- oracle: AND m.created_date < CAST('2025-01-01 00:00:00.000000' AS TIMESTAMP) GROUP BY 1 ORDER BY 1

-- name: superset filter values
SELECT DISTINCT status AS status FROM heymarket.messages LIMIT 10000

-- name: superset time column
-- check: subset
SELECT updated_date FROM conversations WHERE NOT updated_date IS NULL LIMIT 1000

-- name: superset top n
SELECT user_id AS user_id, status AS status, COUNT(*) AS count
FROM messages JOIN (
    SELECT user_id AS user_id__, COUNT(*) AS mme_inner__ FROM messages WHERE user_id IS NOT NULL GROUP BY user_id
    ORDER BY mme_inner__ DESC, user_id__ LIMIT 3) AS series_limit ON user_id = user_id__
GROUP BY user_id, status

-- name: superset virtual dataset
-- ordered: yes
SELECT inbox AS inbox, sum(n) AS "SUM(n)"
FROM (SELECT i.name AS inbox, c.status, count(*) AS n FROM conversations c JOIN inboxes i ON c.inbox_id = i.id GROUP BY 1, 2) AS virtual_table
WHERE status IN ('open', 'closed')
GROUP BY inbox ORDER BY "SUM(n)" DESC, inbox LIMIT 100

-- name: superset numeric bounds
SELECT MIN(created_date) AS start, MAX(created_date) AS "end" FROM messages

-- name: sqlalchemy core select
SELECT contacts.id, contacts.first_name, contacts.last_name
FROM contacts
WHERE contacts.rev > 2 AND (contacts.email IS NOT NULL OR contacts.phone LIKE '1%')
 LIMIT 5 OFFSET 0
-- check: subset

-- name: sqlalchemy orm joined load
SELECT contacts_1.id AS contacts_1_id, contacts_1.display_name AS contacts_1_display_name, tags_1.id AS tags_1_id, tags_1.name AS tags_1_name
FROM contacts AS contacts_1 LEFT OUTER JOIN (contact_tags AS contact_tags_1 JOIN tags AS tags_1 ON tags_1.id = contact_tags_1.tag_id)
ON contacts_1.id = contact_tags_1.contact_id

-- name: sqlalchemy orm joined load with a limit
SELECT anon_1.contacts_id AS anon_1_contacts_id, tags_1.tag_id AS tags_1_tag_id
FROM (SELECT contacts.id AS contacts_id FROM contacts ORDER BY contacts.id LIMIT 12) AS anon_1
LEFT OUTER JOIN contact_tags AS tags_1 ON anon_1.contacts_id = tags_1.contact_id ORDER BY anon_1.contacts_id

-- name: sqlalchemy select in load
-- parameter: SELECT min(contact_id) FROM contact_tags
-- parameter: SELECT max(contact_id) FROM contact_tags
SELECT contact_tags.contact_id AS contact_tags_contact_id, contact_tags.tag_id AS contact_tags_tag_id
FROM contact_tags WHERE contact_tags.contact_id IN (?, ?)

-- name: sqlalchemy count
SELECT count(*) AS count_1 FROM (SELECT contacts.id AS id FROM contacts WHERE contacts.rev = 2) AS anon_1

-- name: sqlalchemy exists
SELECT EXISTS (SELECT * FROM messages WHERE messages.flagged) AS anon_1

-- name: sqlalchemy false in an empty in
SELECT tags.id FROM tags WHERE tags.id IN (SELECT 1 WHERE 1 != 1)

-- name: sqlalchemy empty not in
SELECT tags.id FROM tags WHERE (tags.id NOT IN (SELECT 1 WHERE 1 != 1))

-- name: sqlalchemy concatenation and lower like
SELECT contacts.id FROM contacts WHERE (lower(contacts.first_name) LIKE '%' || lower('A') || '%')

-- name: sqlalchemy contains with autoescape
SELECT contacts.id, contacts.last_name FROM contacts WHERE (contacts.last_name LIKE '%' || 'r/_s' || '%' ESCAPE '/')

-- name: pandas probe
SELECT * FROM tags WHERE 1 = 0
-- columns: any

-- name: pandas whole table
-- columns: any
SELECT * FROM inboxes

-- name: pandas chunk
-- ordered: yes
SELECT id, created_date, text FROM messages ORDER BY id LIMIT 200 OFFSET 200

-- name: great expectations
SELECT count(*) AS count_1 FROM (SELECT * FROM contacts WHERE true) AS anon_1

-- name: great expectations null count
SELECT sum(CASE WHEN (email IS NULL) THEN 1 ELSE 0 END) AS unexpected FROM contacts

-- name: great expectations one row
-- check: count
SELECT 1 AS one FROM contacts LIMIT 1

-- name: jupysql probe
-- columns: any
SELECT * FROM surveys WHERE 1=0

-- name: metabase native wrap
-- check: subset
SELECT "source"."id" AS "id", "source"."status" AS "status"
FROM (SELECT "heymarket"."conversations"."id" AS "id", "heymarket"."conversations"."status" AS "status"
      FROM "heymarket"."conversations") AS "source"
LIMIT 2000

-- name: metabase count by month
-- ordered: yes
SELECT CAST(DATE_TRUNC('month', "created_date") AS DATE) AS "created_date", COUNT(*) AS "count"
FROM "messages" GROUP BY CAST(DATE_TRUNC('month', "created_date") AS DATE)
ORDER BY CAST(DATE_TRUNC('month', "created_date") AS DATE) ASC

-- name: metabase three deep
-- ordered: yes
SELECT "source"."inbox" AS "inbox", AVG("source"."count") AS "avg"
FROM (SELECT "source2"."inbox" AS "inbox", "source2"."day" AS "day", COUNT(*) AS "count"
      FROM (SELECT "i"."name" AS "inbox", CAST("m"."created_date" AS date) AS "day"
            FROM "messages" AS "m" LEFT JOIN "inboxes" AS "i" ON "m"."inbox_id" = "i"."id"
            WHERE "m"."is_inbound" = TRUE) AS "source2"
      GROUP BY "source2"."inbox", "source2"."day") AS "source"
GROUP BY "source"."inbox" ORDER BY "source"."inbox" ASC

-- name: tableau relation
SELECT "t0"."name" AS "name (inboxes)", SUM("t1"."X__measure__0") AS "sum:n:ok"
FROM (SELECT "conversations"."inbox_id" AS "inbox_id", COUNT(1) AS "X__measure__0" FROM "heymarket"."conversations" "conversations"
      GROUP BY 1) "t1"
INNER JOIN "heymarket"."inboxes" "t0" ON ("t1"."inbox_id" = "t0"."id")
GROUP BY 1
-- oracle: SELECT i.name AS "name (inboxes)", count(*) AS "sum:n:ok" FROM conversations AS c JOIN inboxes AS i ON c.inbox_id = i.id GROUP BY 1

-- name: tableau having probe
SELECT "contacts"."type" AS "type" FROM "contacts" GROUP BY 1 HAVING (COUNT(1) > 0)

-- name: tableau boolean
SELECT (CASE WHEN ("messages"."is_inbound" = TRUE) THEN 'In' WHEN NOT ("messages"."is_inbound" = TRUE) THEN 'Out' ELSE NULL END) AS "way",
       SUM(1) AS "n" FROM "messages" GROUP BY 1

-- name: power bi wrap
-- check: subset
select "_"."id", "_"."name" from (select "rows"."id" as "id", "rows"."name" as "name" from "heymarket"."tags" "rows" where "rows"."rev" > 1) "_" limit 1001

-- name: looker dashboard
-- ordered: yes
SELECT TO_CHAR(DATE_TRUNC('month', messages.created_date), 'YYYY-MM') AS "messages.created_month",
       COUNT(DISTINCT CASE WHEN messages.is_inbound THEN messages.conversation_id END) AS "messages.inbound_conversations"
FROM messages GROUP BY 1 ORDER BY 1 DESC LIMIT 500
-- oracle: SELECT strftime(date_trunc('month', created_date), '%Y-%m') AS "messages.created_month",
-- oracle: count(DISTINCT CASE WHEN is_inbound THEN conversation_id END) AS "messages.inbound_conversations"
-- oracle: FROM messages GROUP BY 1 ORDER BY 1 DESC

-- name: dlt incremental
-- ordered: yes
-- parameter: SELECT quantile_disc(updated_date, 0.8) FROM messages
SELECT id, text, updated_date FROM messages WHERE updated_date >= ? ORDER BY updated_date ASC, id

-- name: ray shards
SELECT count(*) AS n FROM messages WHERE MOD(ABS(id), 4) = 1

-- name: response time report
WITH turns AS (
    SELECT conversation_id, created_date, is_inbound,
           lag(is_inbound) OVER w AS was_inbound, lag(created_date) OVER w AS at
    FROM messages WINDOW w AS (PARTITION BY conversation_id ORDER BY created_date, id))
SELECT c.inbox_id, count(*) AS answers,
       avg(extract(epoch FROM t.created_date) - extract(epoch FROM t.at)) AS seconds
FROM turns AS t JOIN conversations AS c ON c.id = t.conversation_id
WHERE NOT t.is_inbound AND t.was_inbound GROUP BY c.inbox_id

-- name: contacts without an answer
SELECT c.id, c.display_name FROM contacts AS c JOIN conversations AS v ON v.target = c.phone
WHERE v.is_unread AND NOT EXISTS (
    SELECT 1 FROM messages AS m WHERE m.conversation_id = v.id AND NOT m.is_inbound AND m.id > v.last_inbound)

-- name: members' load
-- ordered: yes
SELECT m.name, count(v.id) FILTER (WHERE NOT v.is_closed) AS open, count(v.id) FILTER (WHERE v.is_unread) AS unread
FROM members AS m LEFT JOIN conversations AS v ON v.assigned_user_id = m.id
GROUP BY m.id, m.name ORDER BY m.id

-- name: the first command of the readme
SELECT i.name AS inbox, count(*) AS messages, count(*) FILTER (WHERE m.is_inbound) AS inbound, max(m.created_date) AS last
FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id JOIN inboxes AS i ON i.id = c.inbox_id
GROUP BY i.name ORDER BY messages DESC, inbox
-- ordered: yes

-- name: cohort report
SELECT date_trunc('quarter', c.created_date) AS cohort, date_trunc('quarter', m.created_date) AS quarter, count(DISTINCT c.id) AS people
FROM contacts AS c JOIN messages AS m ON m.target = c.phone AND m.is_inbound GROUP BY 1, 2

-- name: duplicates report
SELECT phone, count(*) AS n, min(id) AS first FROM contacts WHERE phone IS NOT NULL GROUP BY phone HAVING count(*) > 1
