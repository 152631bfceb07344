-- What pandas, polars, JupySQL, Great Expectations, Ray and other frames of Python send.

SELECT * FROM contacts
--> heymarket.contacts as scan_1 whole
--> stream scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT heymarket.contacts.id, heymarket.contacts.display_name, heymarket.contacts.phone FROM heymarket.contacts
--> heymarket.contacts as scan_1 whole
--> stream scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT * FROM messages WHERE created_date >= ? AND created_date < ?
-- given: (datetime.datetime(2024, 3, 1), datetime.datetime(2024, 4, 1))
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date < '2024-04-01 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-04-01T00:00:00+00:00  (selectivity unknown)

SELECT id, phone FROM contacts WHERE phone IN (?, ?, ?)
-- given: ("+1 510 555 3344", "15105553345", 15105553346)
--> heymarket.contacts as scan_1 where phone IN ('15105553344', '15105553345', '15105553346') whole
--> stream scan_1
--> $ 1. 1 × POST /v2/contacts/search  for contacts  where phone IN (3 values)

SELECT id, name FROM tags WHERE id IN (?)
-- given: ([1, 2, 3],)
--> heymarket.tags as scan_1 where id IN (1, 2, 3) whole
--> stream scan_1
--> $ 1. 2+ × POST /v1/tags  for tags  (stale count)

SELECT id FROM tags WHERE id = ANY(?)
-- given: ([1, 2, 3],)
--> heymarket.tags as scan_1 where id IN (1, 2, 3) whole
--> stream scan_1
--> $ 1. 2+ × POST /v1/tags  for tags  (stale count)

SELECT * FROM messages WHERE created_date >= :since AND status = :status
-- given: {"since": "2024-03-01", "status": "failed"}
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and status = 'failed' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM conversations WHERE 1=0
--> heymarket.conversations as scan_1 empty
--> empty
--> $ no call

SELECT * FROM conversations WHERE 1=1
--> heymarket.conversations as scan_1 whole
--> stream scan_1
--> $ 1. 1 × POST /v1/conversations/count  for conversations
--> $ 2. 228+ × POST /v1/conversations  for conversations  (stale count)

SELECT 1 FROM contacts LIMIT 1
--> heymarket.contacts as scan_1 reach 1 whole
--> stream scan_1 limit 1
--> $ 1. 1 × POST /v2/contacts/list  for contacts

SELECT count(*) FROM (SELECT * FROM contacts WHERE true) AS anon_1
--> heymarket.contacts as scan_1 whole
--> count count of scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts

SELECT COUNT(*) FROM (SELECT * FROM messages WHERE created_date > '2024-01-01') as T
--> heymarket.messages as scan_1 where created_date > '2024-01-01 00:00:00' whole
--> count count of scan_1
--> $ 1. 1 × POST /v1/messages/all/count  for messages  where from 2024-01-01T00:00:00+00:00

SELECT COUNT(*) FROM (SELECT * FROM messages LIMIT 10) as T
--> heymarket.messages as scan_1 reach 10 whole
--> $ 1. 1 × POST /v1/messages/all  for messages

SELECT * FROM (SELECT * FROM contacts) AS T WHERE MOD(ABS(hash(id)), 4) = 0
--> heymarket.contacts as scan_1
--> stream scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT * FROM (SELECT * FROM messages) AS q LIMIT 0
--> heymarket.messages as scan_1 empty
--> empty
--> $ no call

SELECT * FROM contacts ORDER BY updated_date LIMIT 1000 OFFSET 2000
--> heymarket.contacts as scan_1 whole
-->   order updated_date asc 3000
--> skip 2000 of scan_1, then 1000 by updated_date asc 3000 as $skipped_rows
--> $ 1. 10+ × POST /v2/contacts/list  for contacts  where from row 2000  (from the head where the counter does not prove the place)
--> $ 2. 1+ × POST /v1/contacts/count  for contacts  (from the head where the counter does not prove the place)

SELECT * FROM messages WHERE created_date > ? ORDER BY created_date LIMIT 1000
-- given: ("2024-03-01T00:00:00.000000+00:00",)
--> heymarket.messages as scan_1 where created_date > '2024-03-01 00:00:00' whole
-->   order created_date asc 1000
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE (created_date, id) > (?, ?) ORDER BY created_date, id LIMIT 1000
-- given: (datetime.datetime(2024, 3, 1, 5), 77)
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 05:00:00'
-->   order created_date asc 1000 with ties filtered
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T05:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE created_date > ? OR (created_date = ? AND id > ?) ORDER BY created_date, id LIMIT 1000
-- given: (datetime.datetime(2024, 3, 1, 5), datetime.datetime(2024, 3, 1, 5), 77)
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 05:00:00'
-->   order created_date asc 1000 with ties filtered
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T05:00:00+00:00  (selectivity unknown)

SELECT MIN(id), MAX(id) FROM contacts
--> heymarket.contacts as scan_1 whole
--> extremes least, greatest id of scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT id, updated_date FROM contacts WHERE updated_date BETWEEN ? AND ?
-- given: (datetime.date(2024, 3, 1), datetime.date(2024, 3, 31))
--> heymarket.contacts as scan_1 where updated_date >= '2024-03-01 00:00:00' and updated_date <= '2024-03-31 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  where from 2024-03-01T00:00:00+00:00 to 2024-03-31T00:00:00+00:00  (selectivity unknown)

SELECT * FROM conversations WHERE id IN ()
--> heymarket.conversations as scan_1 empty
--> empty
--> $ no call

SELECT id FROM contacts WHERE id = NULL
--> heymarket.contacts as scan_1 empty
--> empty
--> $ no call

SELECT m.id, m.text, c.name FROM messages m LEFT JOIN conversations c ON m.conversation_id = c.id WHERE m.created_date >= '2024-06-01'
--> heymarket.messages as scan_1 where created_date >= '2024-06-01 00:00:00' whole
-->   predicate "scan_1"."created_date" >= '2024-06-01'
--> heymarket.conversations as scan_2
-->   link id in scan_1.conversation_id
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-06-01T00:00:00+00:00  (selectivity unknown)
--> $ 2. 1+ × GET /v1/conversations/{id}  for conversations  where id  (selectivity unknown: by the values of messages.conversation_id, or a listing where that is less)

SELECT contact_id, count(*) AS n FROM contact_tags GROUP BY contact_id
--> heymarket.contact_tags as scan_1 whole
--> $ 1. 1 × POST /v1/contacts/count  for contact_tags
--> $ 2. 901+ × POST /v2/contacts/list  for contact_tags  (stale count)

SELECT sum(CASE WHEN "id" IS NULL THEN 1 ELSE 0 END) AS "unexpected" FROM contacts
--> heymarket.contacts as scan_1 whole
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT sum(CASE WHEN ("status" NOT IN ('open', 'closed')) AND ("status" IS NOT NULL) THEN 1 ELSE 0 END) AS unexpected_count FROM conversations
--> heymarket.conversations as scan_1 whole
--> $ 1. 1 × POST /v1/conversations/count  for conversations
--> $ 2. 228+ × POST /v1/conversations  for conversations  (stale count)

SELECT email FROM contacts WHERE email IS NOT NULL AND NOT (email LIKE '%@%') LIMIT 20
--> heymarket.contacts as scan_1
--> stream scan_1 limit 20
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  (selectivity unknown)

SELECT id, avatar_file_name FROM contacts LIMIT 1
--> heymarket.contacts as scan_1 reach 1 whole
--> stage, then rows of extended columns
--> hydrate avatar_file_name of scan_1
--> $ 1. 1 × POST /v2/contacts/list  for contacts
--> $ 2. 1+ × GET /v1/contact/{id}  for contacts  (one a row)

SELECT id, is_blocked FROM contacts WHERE updated_date > '2024-06-01' AND is_blocked
--> heymarket.contacts as scan_1 where updated_date > '2024-06-01 00:00:00'
--> hydrate is_blocked of scan_1
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  where from 2024-06-01T00:00:00+00:00  (selectivity unknown)
--> $ 2. 1+ × POST /v1/contact/status  for contacts  (one a row)
