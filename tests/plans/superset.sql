-- What Superset sends: previews, charts over physical and virtual datasets, filters, dataset refresh.

SELECT contacts.id AS id, contacts.display_name AS display_name, contacts.phone AS phone FROM heymarket.contacts LIMIT 101
--> heymarket.contacts as scan_1 reach 101 whole
--> stream scan_1 limit 101
--> $ 1. 2 × POST /v2/contacts/list  for contacts

SELECT * FROM heymarket.messages LIMIT 101
--> heymarket.messages as scan_1 reach 101 whole
--> stream scan_1 limit 101
--> $ 1. 1 × POST /v1/messages/all  for messages

SELECT COUNT(*) AS rowcount FROM (SELECT * FROM contacts) AS rowcount_qry
--> heymarket.contacts as scan_1 whole
--> count rowcount of scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts

SELECT COUNT(*) AS "COUNT(*)" FROM (SELECT id, display_name FROM heymarket.contacts) AS virtual_table
--> heymarket.contacts as scan_1 whole
--> count COUNT(*) of scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts

SELECT COUNT(*) AS count FROM heymarket.messages WHERE created_date >= CAST('2024-01-01 00:00:00.000000' AS TIMESTAMP) AND created_date < CAST('2025-01-01 00:00:00.000000' AS TIMESTAMP) ORDER BY count DESC LIMIT 50000
--> heymarket.messages as scan_1 where created_date >= '2024-01-01 00:00:00' and created_date < '2025-01-01 00:00:00' whole
--> count count of scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-01-01T00:00:00+00:00 to 2025-01-01T00:00:00+00:00  (all of them where they are few)
--> $ 2. 3+ × POST /v1/messages/all/count  for messages  where from 2024-01-01T00:00:00+00:00 to 2025-01-01T00:00:00+00:00  (more where rows come or go meanwhile)

SELECT COUNT(*) AS count FROM (SELECT * FROM heymarket.messages WHERE status = 'failed') AS virtual_table WHERE created_date >= CAST('2024-01-01 00:00:00.000000' AS TIMESTAMP) LIMIT 50000
--> heymarket.messages as scan_1 where status = 'failed' and created_date >= '2024-01-01 00:00:00' whole
--> count count of scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-01-01T00:00:00+00:00  (selectivity unknown)

SELECT DATE_TRUNC('MONTH', created_date) AS created_date, COUNT(*) AS count FROM heymarket.messages WHERE created_date >= CAST('2024-01-01 00:00:00.000000' AS TIMESTAMP) AND created_date < CAST('2025-01-01 00:00:00.000000' AS TIMESTAMP) GROUP BY DATE_TRUNC('MONTH', created_date) ORDER BY created_date LIMIT 50000
--> heymarket.messages as scan_1 where created_date >= '2024-01-01 00:00:00' and created_date < '2025-01-01 00:00:00' whole
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-01-01T00:00:00+00:00 to 2025-01-01T00:00:00+00:00  (selectivity unknown)

SELECT DATE_TRUNC('DAY', created_date) AS created_date, channel AS channel, COUNT(*) AS "COUNT(*)" FROM (SELECT m.created_date, m.channel, c.name FROM messages AS m JOIN conversations AS c ON m.conversation_id = c.id) AS virtual_table WHERE created_date >= CAST('2024-06-01 00:00:00.000000' AS TIMESTAMP) AND created_date < CAST('2024-06-08 00:00:00.000000' AS TIMESTAMP) GROUP BY DATE_TRUNC('DAY', created_date), channel ORDER BY "COUNT(*)" DESC LIMIT 10000
--> heymarket.messages as scan_1 where created_date >= '2024-06-01 00:00:00' and created_date < '2024-06-08 00:00:00'
-->   link conversation_id in scan_2.id
-->   predicate "scan_1"."created_date" < CAST('2024-06-08 00:00:00.000000' AS TIMESTAMP) AND "scan_1"."created_date" >= CAST('2024-06-01 00:00:00.000000' AS TIMESTAMP)
--> heymarket.conversations as scan_2
-->   link id in scan_1.conversation_id
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-06-01T00:00:00+00:00 to 2024-06-08T00:00:00+00:00  (selectivity unknown)
--> $ 2. 1+ × GET /v1/conversations/{id}  for conversations  where id  (selectivity unknown: by the values of messages.conversation_id, or a listing where that is less)

SELECT status AS status FROM heymarket.messages GROUP BY status LIMIT 1000
--> heymarket.messages as scan_1 whole
--> $ 1. 1 × POST /v1/messages/all/count  for messages
--> $ 2. 1257+ × POST /v1/messages/all  for messages  (stale count)

SELECT DISTINCT status AS status FROM heymarket.messages LIMIT 10000
--> heymarket.messages as scan_1 whole
--> $ 1. 1 × POST /v1/messages/all/count  for messages
--> $ 2. 1257+ × POST /v1/messages/all  for messages  (stale count)

SELECT updated_date FROM heymarket.conversations WHERE NOT updated_date IS NULL LIMIT 1000
--> heymarket.conversations as scan_1 reach 1000 whole
--> stream scan_1 limit 1000
--> $ 1. 6 × POST /v1/conversations  for conversations

SELECT snooze_till FROM heymarket.conversations WHERE NOT snooze_till IS NULL LIMIT 1000
--> heymarket.conversations as scan_1
--> stream scan_1 limit 1000
--> $ 1. 1+ × POST /v1/conversations  for conversations  (selectivity unknown)

SELECT user_id AS user_id, status AS status, COUNT(*) AS count FROM messages JOIN (SELECT user_id AS user_id__, COUNT(*) AS mme_inner__ FROM messages WHERE created_date >= CAST('2024-01-01 00:00:00' AS TIMESTAMP) GROUP BY user_id ORDER BY mme_inner__ DESC LIMIT 3) AS series_limit ON user_id = user_id__ WHERE created_date >= CAST('2024-01-01 00:00:00' AS TIMESTAMP) GROUP BY user_id, status
--> heymarket.messages as scan_1 where created_date >= '2024-01-01 00:00:00'
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-01-01T00:00:00+00:00  (selectivity unknown)

SELECT inbox AS inbox, sum(n) AS "SUM(n)" FROM (SELECT i.name AS inbox, c.status, count(*) AS n FROM conversations c JOIN inboxes i ON c.inbox_id = i.id GROUP BY 1, 2) AS virtual_table WHERE status IN ('open', 'closed') GROUP BY inbox ORDER BY "SUM(n)" DESC LIMIT 100
--> heymarket.conversations as scan_1 where status IN ('open', 'closed')
-->   link inbox_id in scan_2.id
-->   predicate "scan_1"."status" IN ('open', 'closed')
--> heymarket.inboxes as scan_2
-->   link id in scan_1.inbox_id
--> $ 1. 1 × GET /v1/inboxes  for inboxes
--> $ 2. 1 × POST /v1/conversations/count  for conversations
--> $ 3. 228+ × POST /v1/conversations  for conversations  (stale count)

SELECT MIN(updated_date) AS min, MAX(updated_date) AS max FROM heymarket.contacts
--> heymarket.contacts as scan_1 whole
--> extremes least, greatest updated_date of scan_1
--> $ 1. 2+ × POST /v2/contacts/list  for contacts  where both ends  (where the listing goes both ways)

SELECT MAX(created_date) AS "MAX(created_date)" FROM (SELECT * FROM messages) AS virtual_table LIMIT 50000
--> heymarket.messages as scan_1 whole
--> extremes greatest created_date of scan_1
--> $ 1. 1 × POST /v1/messages/all  for messages

SELECT COUNT(DISTINCT id) AS "COUNT_DISTINCT(id)" FROM heymarket.contacts LIMIT 50000
--> heymarket.contacts as scan_1 whole
--> count COUNT_DISTINCT(id) of scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts

SELECT display_name AS display_name, updated_date AS updated_date FROM (SELECT * FROM contacts) AS virtual_table ORDER BY updated_date DESC LIMIT 100
--> heymarket.contacts as scan_1 whole
-->   order updated_date desc nulls first 100
--> $ 1. 1 × POST /v2/contacts/list  for contacts

SELECT id AS id, name AS name FROM heymarket.conversations WHERE inbox_id IN (3, 5) AND is_closed = false ORDER BY updated_date DESC LIMIT 1000
--> heymarket.conversations as scan_1 where inbox_id IN (3, 5) and is_closed = False whole
-->   order updated_date desc nulls first 1000
--> $ 1. 1+ × POST /v1/conversations  for conversations  where filters.inboxes and filters.closed  (selectivity unknown)

SELECT id AS id, text AS text FROM heymarket.messages WHERE created_date >= CAST('2024-03-01 00:00:00.000000' AS TIMESTAMP) AND created_date < CAST('2024-03-02 00:00:00.000000' AS TIMESTAMP) AND ((status = 'failed')) LIMIT 100 OFFSET 200
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date < '2024-03-02 00:00:00' and status = 'failed' reach 300 whole
--> stream scan_1 limit 100 offset 200
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-03-02T00:00:00+00:00  (selectivity unknown)

SELECT id AS id, display_name AS display_name FROM heymarket.contacts ORDER BY updated_date DESC LIMIT 50 OFFSET 150
--> heymarket.contacts as scan_1 whole
-->   order updated_date desc nulls first 200
--> skip 150 of scan_1, then 50 by updated_date desc nulls first 200 as $skipped_rows
--> $ 1. 3 × POST /v2/contacts/list  for contacts

SELECT id AS id FROM heymarket.contacts LIMIT 50 OFFSET 150
--> heymarket.contacts as scan_1 reach 200 whole
--> stream scan_1 limit 50 offset 150
--> skip 150 of scan_1, then 50
--> $ 1. 2 × POST /v2/contacts/list  for contacts

SELECT channel AS channel, COUNT(*) AS count FROM (SELECT * FROM (SELECT * FROM messages WHERE NOT is_inbound) AS inner_qry WHERE user_id IS NOT NULL) AS virtual_table WHERE created_date >= CAST('2024-03-01 00:00:00.000000' AS TIMESTAMP) GROUP BY channel LIMIT 1000
--> heymarket.messages as scan_1 where is_inbound = False and created_date >= '2024-03-01 00:00:00'
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM (SELECT * FROM contacts WHERE phone = '+1 (510) 555-3344') AS virtual_table LIMIT 1
--> heymarket.contacts as scan_1 where phone = '15105553344' reach 1 whole
--> stream scan_1 limit 1
--> $ 1. 1 × POST /v2/contacts/search  for contacts  where phone = '15105553344'

SELECT * FROM (SELECT c.display_name, v.status, m.text FROM contacts c JOIN conversations v ON v.target = c.phone JOIN messages m ON m.conversation_id = v.id) AS virtual_table WHERE display_name = 'Ann' LIMIT 1001
--> heymarket.contacts as scan_1 where display_name = 'Ann'
-->   link phone in scan_2.target
-->   predicate "scan_1"."display_name" = 'Ann'
--> heymarket.conversations as scan_2
-->   link target in scan_1.phone
-->   link id in scan_3.conversation_id
--> heymarket.messages as scan_3
-->   link conversation_id in scan_2.id
--> stream scan_1 limit 1001
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  (selectivity unknown)
--> $ 2. 1 × POST /v1/conversations/count  for conversations
--> $ 3. 228+ × POST /v1/conversations  for conversations  (stale count)
--> $ 4. 1 × POST /v1/messages/all/count  for messages
--> $ 5. 1257+ × POST /v1/messages/all  for messages  (stale count)

SELECT DATE_TRUNC('WEEK', updated_date) AS updated_date, AVG(rev) AS "AVG(rev)" FROM heymarket.contacts WHERE updated_date >= CAST('2024-01-01 00:00:00.000000' AS TIMESTAMP) AND ((email LIKE '%@example.com')) GROUP BY DATE_TRUNC('WEEK', updated_date) LIMIT 50000
--> heymarket.contacts as scan_1 where updated_date >= '2024-01-01 00:00:00'
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  where from 2024-01-01T00:00:00+00:00  (selectivity unknown)
