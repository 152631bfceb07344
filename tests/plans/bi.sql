-- What Tableau, Metabase, Power BI, Looker, Redash and Grafana send.

-- Tableau: custom SQL wrapped, twelve letters before each name
SELECT "Custom SQL Query"."status" AS "status", COUNT(DISTINCT "Custom SQL Query"."id") AS "ctd:id:ok" FROM (SELECT * FROM messages) "Custom SQL Query" WHERE ((CAST(TRUNC(EXTRACT(YEAR FROM "Custom SQL Query"."created_date")) AS INTEGER) = 2024)) GROUP BY 1
--> heymarket.messages as scan_1 where created_date >= '2024-01-01 00:00:00' and created_date < '2025-01-01 00:00:00' whole
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-01-01T00:00:00+00:00 to 2025-01-01T00:00:00+00:00  (selectivity unknown)

SELECT "messages"."channel" AS "channel", COUNT(1) AS "cnt" FROM "heymarket"."messages" "messages" WHERE (DATE_TRUNC('MONTH', CAST("messages"."created_date" AS TIMESTAMP)) = (TIMESTAMP '2024-03-01 00:00:00.000')) GROUP BY 1
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date < '2024-04-01 00:00:00' whole
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-04-01T00:00:00+00:00  (selectivity unknown)

SELECT "messages"."id" AS "id" FROM "heymarket"."messages" "messages" WHERE (("messages"."created_date" >= (TIMESTAMP '2024-03-01 00:00:00.000')) AND ("messages"."created_date" <= (TIMESTAMP '2024-03-31 23:59:59.000'))) LIMIT 1000
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date <= '2024-03-31 23:59:59' reach 1000 whole
--> stream scan_1 limit 1000
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-03-31T23:59:59+00:00  (selectivity unknown)

SELECT SUM(1) AS "sum:Number of Records:ok" FROM "heymarket"."contacts" "contacts" HAVING (COUNT(1) > 0)
--> heymarket.contacts as scan_1 whole
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT "t0"."status" AS "status" FROM (SELECT "conversations"."status" AS "status", COUNT(1) AS "x" FROM "heymarket"."conversations" "conversations" GROUP BY 1) "t0" ORDER BY "t0"."x" DESC LIMIT 10
--> heymarket.conversations as scan_1 whole
--> $ 1. 1 × POST /v1/conversations/count  for conversations
--> $ 2. 228+ × POST /v1/conversations  for conversations  (stale count)

SELECT * FROM (SELECT * FROM contacts) AS "TableauSQL" LIMIT 0
--> heymarket.contacts as scan_1 empty
--> empty
--> $ no call

SELECT 1 AS "one" FROM "heymarket"."contacts" WHERE (0 = 1)
--> heymarket.contacts as scan_1 empty
--> empty
--> $ no call

-- Metabase
SELECT "heymarket"."messages"."id" AS "id", "heymarket"."messages"."text" AS "text" FROM "heymarket"."messages" LIMIT 2000
--> heymarket.messages as scan_1 reach 2000 whole
--> stream scan_1 limit 2000
--> $ 1. 11 × POST /v1/messages/all  for messages

SELECT COUNT(*) AS "count" FROM "heymarket"."contacts"
--> heymarket.contacts as scan_1 whole
--> count count of scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts

SELECT COUNT(*) AS "count" FROM "heymarket"."messages" WHERE ("heymarket"."messages"."created_date" >= DATE_TRUNC('day', (NOW() + INTERVAL '-30 day'))) AND ("heymarket"."messages"."created_date" < DATE_TRUNC('day', NOW()))
--> heymarket.messages as scan_1 where created_date >= '2026-01-30 00:00:00' and created_date < '2026-03-01 00:00:00' whole
--> count count of scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2026-01-30T00:00:00+00:00 to 2026-03-01T00:00:00+00:00  (all of them where they are few)
--> $ 2. 3+ × POST /v1/messages/all/count  for messages  where from 2026-01-30T00:00:00+00:00 to 2026-03-01T00:00:00+00:00  (more where rows come or go meanwhile)

SELECT DATE_TRUNC('month', "heymarket"."messages"."created_date") AS "created_date", COUNT(*) AS "count" FROM "heymarket"."messages" WHERE ("heymarket"."messages"."created_date" >= DATE_TRUNC('month', (NOW() + INTERVAL '-12 month'))) GROUP BY DATE_TRUNC('month', "heymarket"."messages"."created_date") ORDER BY DATE_TRUNC('month', "heymarket"."messages"."created_date") ASC
--> heymarket.messages as scan_1 where created_date >= '2025-03-01 00:00:00' whole
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2025-03-01T00:00:00+00:00  (selectivity unknown)

SELECT CAST("source"."created_date" AS date) AS "created_date", COUNT(*) AS "count" FROM (SELECT "heymarket"."messages"."created_date" AS "created_date", "heymarket"."messages"."status" AS "status" FROM "heymarket"."messages") AS "source" WHERE (CAST("source"."created_date" AS date) BETWEEN date '2024-03-01' AND date '2024-03-31') AND ("source"."status" = 'failed') GROUP BY CAST("source"."created_date" AS date) ORDER BY CAST("source"."created_date" AS date) ASC
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date < '2024-04-01 00:00:00' and status = 'failed' whole
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-04-01T00:00:00+00:00  (selectivity unknown)

SELECT "source"."inbox_id", "source"."count" FROM (SELECT "heymarket"."conversations"."inbox_id" AS "inbox_id", COUNT(*) AS "count" FROM "heymarket"."conversations" GROUP BY "heymarket"."conversations"."inbox_id") AS "source" WHERE "source"."inbox_id" = 3 LIMIT 1048575
--> heymarket.conversations as scan_1 where inbox_id = 3 whole
--> $ 1. 1+ × POST /v1/conversations  for conversations  where filters.inboxes  (selectivity unknown)

SELECT "heymarket"."messages"."id" AS "id", "Conversations"."name" AS "Conversations__name" FROM "heymarket"."messages" LEFT JOIN "heymarket"."conversations" AS "Conversations" ON "heymarket"."messages"."conversation_id" = "Conversations"."id" WHERE ("Conversations"."status" = 'open') LIMIT 2000
--> heymarket.messages as scan_1
-->   link conversation_id in scan_2.id
--> heymarket.conversations as scan_2 where status = 'open'
-->   link id in scan_1.conversation_id
-->   predicate "scan_2"."status" = 'open'
--> stream scan_1 limit 2000
--> $ 1. 1 × POST /v1/conversations/count  for conversations
--> $ 2. 228+ × POST /v1/conversations  for conversations  (stale count)
--> $ 3. 1+ × GET /v1/messages  for messages  where conversation_id  (selectivity unknown: by the values of conversations.id, or a listing where that is less)

SELECT DISTINCT "heymarket"."conversations"."channel" AS "channel" FROM "heymarket"."conversations" ORDER BY "heymarket"."conversations"."channel" ASC LIMIT 1000
--> heymarket.conversations as scan_1 whole
--> $ 1. 1 × POST /v1/conversations/count  for conversations
--> $ 2. 228+ × POST /v1/conversations  for conversations  (stale count)

SELECT SUBSTRING("heymarket"."contacts"."email", 1, 1234) AS "substring" FROM "heymarket"."contacts" LIMIT 10000
--> heymarket.contacts as scan_1 reach 10000 whole
--> stream scan_1 limit 10000
--> $ 1. 100 × POST /v2/contacts/list  for contacts

-- Power BI
select "_"."id", "_"."display_name" from (select "$Table"."id", "$Table"."display_name", "$Table"."updated_date" from "heymarket"."contacts" "$Table") "_" where "_"."updated_date" >= timestamp '2024-03-01 00:00:00' and "_"."updated_date" < timestamp '2024-04-01 00:00:00'
--> heymarket.contacts as scan_1 where updated_date >= '2024-03-01 00:00:00' and updated_date < '2024-04-01 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  where from 2024-03-01T00:00:00+00:00 to 2024-04-01T00:00:00+00:00  (selectivity unknown)

select count(*) as "C1" from (select * from (select * from "heymarket"."contacts") "$Inner" where not "id" is null) "$Outer"
--> heymarket.contacts as scan_1 whole
--> count C1 of scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts

select "rows"."status" as "status", count(1) as "a0" from (select "status" from "heymarket"."messages" "$Table" where "created_date" >= timestamp '2024-01-01 00:00:00') "rows" group by "status" limit 1000001
--> heymarket.messages as scan_1 where created_date >= '2024-01-01 00:00:00' whole
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-01-01T00:00:00+00:00  (selectivity unknown)

-- Looker
SELECT DATE(messages.created_date) AS "messages.created_date", COUNT(*) AS "messages.count" FROM heymarket.messages AS messages WHERE ((( messages.created_date ) >= ((SELECT (DATE_TRUNC('day', CURRENT_TIMESTAMP) + (-6 * INTERVAL '1 day')))) AND ( messages.created_date ) < ((SELECT ((DATE_TRUNC('day', CURRENT_TIMESTAMP) + (-6 * INTERVAL '1 day')) + (7 * INTERVAL '1 day')))))) GROUP BY 1 ORDER BY 1 DESC LIMIT 500
--> heymarket.messages as scan_1 where created_date >= '2026-02-23 00:00:00' and created_date < '2026-03-02 00:00:00'
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2026-02-23T00:00:00+00:00 to 2026-03-02T00:00:00+00:00  (selectivity unknown)

SELECT COUNT(*) AS "contacts.count" FROM heymarket.contacts AS contacts LIMIT 500
--> heymarket.contacts as scan_1 whole
--> count contacts.count of scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts

SELECT contacts.email AS "contacts.email" FROM heymarket.contacts AS contacts WHERE (contacts.email) IS NOT NULL AND ((1=1 OR contacts.id = 5)) GROUP BY 1 ORDER BY 1 LIMIT 500
--> heymarket.contacts as scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

-- Grafana
SELECT floor(extract(epoch from created_date)/60)*60 AS "time", count(*) FROM messages WHERE created_date BETWEEN '2024-03-01T00:00:00Z' AND '2024-03-01T06:00:00Z' GROUP BY 1 ORDER BY 1
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date <= '2024-03-01 06:00:00' whole
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-03-01T06:00:00+00:00  (selectivity unknown)

SELECT created_date AS "time", 1 AS value FROM messages WHERE extract(epoch from created_date) >= 1709251200 AND extract(epoch from created_date) <= 1709272800 ORDER BY 1
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date <= '2024-03-01 06:00:00'
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-03-01T06:00:00+00:00  (selectivity unknown)

-- Redash
SELECT * FROM (SELECT * FROM messages WHERE created_date >= '2024-03-01' AND created_date < '2024-03-08') AS q ORDER BY created_date DESC LIMIT 1000
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date < '2024-03-08 00:00:00' whole
-->   order created_date desc nulls first 1000
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-03-08T00:00:00+00:00  (selectivity unknown)

-- dbt and a keyset reader
select * from heymarket.messages where updated_date > (select coalesce(max(at), '1900-01-01') from notes)
--> heymarket.messages as scan_1
--> stream scan_1
--> $ 1. 1 × POST /v1/messages/all/count  for messages
--> $ 2. 1257+ × POST /v1/messages/all  for messages  (stale count)

SELECT * FROM contacts WHERE updated_date >= '2024-06-01' ORDER BY updated_date, id LIMIT 500
--> heymarket.contacts as scan_1 where updated_date >= '2024-06-01 00:00:00' whole
-->   order updated_date asc 500 with ties
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  where from 2024-06-01T00:00:00+00:00  (selectivity unknown)
