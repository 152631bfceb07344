-- What SQLAlchemy's compiler writes for selects of the core and of the ORM.

SELECT heymarket.contacts.id, heymarket.contacts.phone FROM heymarket.contacts WHERE heymarket.contacts.id = ?
-- given: (5,)
--> heymarket.contacts as scan_1 where id = 5 whole
--> stream scan_1
--> $ 1. 1 × GET /v1/contact/{id}  for contacts  where id = 5

SELECT contacts_1.id AS contacts_1_id, contacts_1.email AS contacts_1_email FROM heymarket.contacts AS contacts_1 WHERE contacts_1.id = ?
-- given: (5,)
--> heymarket.contacts as scan_1 where id = 5 whole
--> stream scan_1
--> $ 1. 1 × GET /v1/contact/{id}  for contacts  where id = 5

SELECT contacts.id FROM contacts WHERE contacts.id IN (?, ?, ?)
-- given: (1, 2, 3)
--> heymarket.contacts as scan_1 where id IN (1, 2, 3) whole
--> stream scan_1
--> $ 1. 3 × GET /v1/contact/{id}  for contacts  where id IN (3 values)

SELECT contacts.id FROM contacts WHERE contacts.id IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)
--> heymarket.contacts as scan_1 empty
--> empty
--> $ no call

SELECT contacts.id FROM contacts WHERE (contacts.id NOT IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1))
--> heymarket.contacts as scan_1
--> stream scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT count(*) AS count_1 FROM contacts
--> heymarket.contacts as scan_1 whole
--> count count_1 of scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts

SELECT count(contacts.id) AS count_1 FROM contacts
--> heymarket.contacts as scan_1 whole
--> count count_1 of scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts

SELECT count(*) AS count_1 FROM (SELECT contacts.id AS id, contacts.email AS email FROM contacts) AS anon_1
--> heymarket.contacts as scan_1 whole
--> count count_1 of scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts

SELECT count(*) AS count_1 FROM (SELECT messages.id AS id FROM messages WHERE messages.created_date >= ? ORDER BY messages.created_date DESC) AS anon_1
-- given: (datetime.datetime(2024, 3, 1, tzinfo=datetime.UTC),)
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' whole
--> count count_1 of scan_1
--> $ 1. 1 × POST /v1/messages/all/count  for messages  where from 2024-03-01T00:00:00+00:00

SELECT count(?) AS count_1 FROM messages WHERE messages.created_date BETWEEN ? AND ?
-- given: (1, datetime.datetime(2024, 3, 1), datetime.datetime(2024, 4, 1))
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date <= '2024-04-01 00:00:00' whole
--> count count_1 of scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-04-01T00:00:00+00:00  (all of them where they are few)
--> $ 2. 3+ × POST /v1/messages/all/count  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-04-01T00:00:00+00:00  (more where rows come or go meanwhile)

SELECT count(*) AS count_1 FROM (SELECT anon_2.id AS id FROM (SELECT conversations.id AS id, conversations.updated_date AS updated_date FROM conversations) AS anon_2 WHERE anon_2.updated_date > ?) AS anon_1
-- given: (datetime.datetime(2024, 3, 1),)
--> heymarket.conversations as scan_1 where updated_date > '2024-03-01 00:00:00' whole
--> count count_1 of scan_1
--> $ 1. 1+ × POST /v1/conversations  for conversations  where from 2024-03-01T00:00:00+00:00  (all of them where they are few)
--> $ 2. 3+ × POST /v1/conversations/count  for conversations  where from 2024-03-01T00:00:00+00:00  (more where rows come or go meanwhile)

SELECT max(contacts.updated_date) AS max_1 FROM contacts
--> heymarket.contacts as scan_1 whole
--> extremes greatest updated_date of scan_1
--> $ 1. 1 × POST /v2/contacts/list  for contacts

SELECT contacts.id FROM contacts ORDER BY contacts.updated_date DESC LIMIT ? OFFSET ?
-- given: (10, 30)
--> heymarket.contacts as scan_1 whole
-->   order updated_date desc nulls first 40
--> skip 30 of scan_1, then 10 by updated_date desc nulls first 40 as $skipped_rows
--> $ 1. 1 × POST /v2/contacts/list  for contacts

SELECT contacts.id FROM contacts ORDER BY contacts.updated_date DESC, contacts.id LIMIT ? OFFSET ?
-- given: (10, 10)
--> heymarket.contacts as scan_1 whole
-->   order updated_date desc nulls first 20 with ties
--> skip 10 of scan_1, then 10 by updated_date desc nulls first 20 with ties as $skipped_rows
--> $ 1. 1 × POST /v2/contacts/list  for contacts

SELECT contacts.id FROM contacts LIMIT ? OFFSET ?
-- given: (10, 10)
--> heymarket.contacts as scan_1 reach 20 whole
--> stream scan_1 limit 10 offset 10
--> skip 10 of scan_1, then 10
--> $ 1. 1 × POST /v2/contacts/list  for contacts

SELECT contacts.id FROM contacts LIMIT -1 OFFSET ?
-- given: (10,)
--> heymarket.contacts as scan_1 whole
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT EXISTS (SELECT 1 FROM messages WHERE messages.conversation_id = ?) AS anon_1
-- given: (7,)
--> heymarket.messages as scan_1 where conversation_id = 7 reach 1 whole
--> $ 1. 3+ × GET /v1/messages  for messages  where conversation_id  (selectivity unknown: two calls or more for each of 1)

SELECT EXISTS (SELECT * FROM contacts) AS anon_1
--> heymarket.contacts as scan_1 reach 1 whole
--> $ 1. 1 × POST /v2/contacts/list  for contacts

SELECT conversations.id, conversations.name FROM conversations JOIN messages ON conversations.id = messages.conversation_id WHERE messages.status = ? AND messages.created_date >= ?
-- given: ("failed", datetime.datetime(2024, 6, 1))
--> heymarket.conversations as scan_1
-->   link id in scan_2.conversation_id
--> heymarket.messages as scan_2 where status = 'failed' and created_date >= '2024-06-01 00:00:00'
-->   link conversation_id in scan_1.id
-->   predicate "scan_2"."created_date" >= $p2 AND "scan_2"."status" = $p1
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-06-01T00:00:00+00:00  (selectivity unknown)
--> $ 2. 1+ × GET /v1/conversations/{id}  for conversations  where id  (selectivity unknown: by the values of messages.conversation_id, or a listing where that is less)

SELECT conversations_1.id AS conversations_1_id, messages.id AS messages_id FROM (SELECT conversations.id AS conversations_id FROM conversations WHERE conversations.inbox_id = ? LIMIT ?) AS anon_1 LEFT OUTER JOIN messages ON anon_1.conversations_id = messages.conversation_id JOIN conversations AS conversations_1 ON conversations_1.id = anon_1.conversations_id
-- given: (3, 10)
--> heymarket.conversations as scan_1 where inbox_id = 3 reach 10 whole
-->   predicate "scan_1"."inbox_id" = $p1
--> heymarket.messages as scan_2
-->   link conversation_id in scan_1.id
--> heymarket.conversations as scan_3
-->   link id in scan_1.id
--> $ 1. 1+ × POST /v1/conversations  for conversations  where filters.inboxes  (selectivity unknown)
--> $ 2. 1+ × GET /v1/messages  for messages  where conversation_id  (selectivity unknown: by the values of conversations.id, or a listing where that is less)
--> $ 3. 1+ × GET /v1/conversations/{id}  for conversations  where id  (selectivity unknown: by the values of conversations.id, or a listing where that is less)

SELECT messages.conversation_id AS messages_conversation_id, messages.id AS messages_id FROM messages WHERE messages.conversation_id IN (?, ?)
-- given: (4, 9)
--> heymarket.messages as scan_1 where conversation_id IN (4, 9) whole
--> stream scan_1
--> $ 1. 6+ × GET /v1/messages  for messages  where conversation_id  (selectivity unknown: two calls or more for each of 2)

SELECT contacts.id FROM contacts WHERE contacts.email LIKE '%' || ? || '%'
-- given: ("@example",)
--> heymarket.contacts as scan_1
--> stream scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT contacts.id FROM contacts WHERE contacts.email IS NULL AND contacts.updated_date > ?
-- given: (datetime.datetime(2024, 6, 1),)
--> heymarket.contacts as scan_1 where updated_date > '2024-06-01 00:00:00'
--> stream scan_1
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  where from 2024-06-01T00:00:00+00:00  (selectivity unknown)

SELECT contacts.id FROM contacts WHERE contacts.first_name IS NOT DISTINCT FROM ?
-- given: ("Ann",)
--> heymarket.contacts as scan_1 where first_name = 'Ann' whole
--> stream scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT contacts.id FROM contacts WHERE lower(contacts.first_name) LIKE lower(?)
-- given: ("Ann",)
--> heymarket.contacts as scan_1
--> stream scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT contacts.id FROM contacts WHERE contacts.shared IS true
--> heymarket.contacts as scan_1 where shared = True whole
--> stream scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT contacts.id FROM contacts WHERE contacts.shared = 1
--> heymarket.contacts as scan_1
--> stream scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT contacts.id FROM contacts WHERE contacts.id = ? OR contacts.id = ?
-- given: (4, 9)
--> heymarket.contacts as scan_1 where id IN (4, 9) whole
--> stream scan_1
--> $ 1. 2 × GET /v1/contact/{id}  for contacts  where id IN (2 values)

SELECT contacts.id FROM contacts WHERE (contacts.id, contacts.rev) IN ((?, ?), (?, ?))
-- given: (1, 2, 3, 4)
--> heymarket.contacts as scan_1 where id IN (1, 3) and rev IN (2, 4)
--> stream scan_1
--> $ 1. 2 × GET /v1/contact/{id}  for contacts  where id IN (2 values)

SELECT contacts.id FROM contacts WHERE EXISTS (SELECT 1 FROM conversations WHERE conversations.target = contacts.phone AND conversations.status = ?)
-- given: ("open",)
--> heymarket.contacts as scan_1
-->   link phone in scan_2.target
--> heymarket.conversations as scan_2 where status = 'open'
-->   link target in scan_1.phone
-->   predicate "scan_2"."status" = $p1
--> stream scan_1
--> $ 1. 1 × POST /v1/conversations/count  for conversations
--> $ 2. 228+ × POST /v1/conversations  for conversations  (stale count)
--> $ 3. 1+ × POST /v2/contacts/search  for contacts  where phone  (selectivity unknown: by the values of conversations.target, or a listing where that is less)

SELECT contacts.id FROM contacts WHERE NOT (EXISTS (SELECT 1 FROM contact_tags WHERE contact_tags.contact_id = contacts.id))
--> heymarket.contacts as scan_1
--> heymarket.contact_tags as scan_2
-->   link contact_id in scan_1.id
--> stream scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT EXTRACT(year FROM messages.created_date) AS anon_1, count(*) AS count_1 FROM messages WHERE EXTRACT(year FROM messages.created_date) = ? AND EXTRACT(month FROM messages.created_date) = ? GROUP BY EXTRACT(year FROM messages.created_date)
-- given: (2024, 3)
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date < '2024-04-01 00:00:00'
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-04-01T00:00:00+00:00  (selectivity unknown)

SELECT messages.id FROM messages WHERE CAST(messages.created_date AS DATE) = ?
-- given: (datetime.date(2024, 3, 5),)
--> heymarket.messages as scan_1 where created_date >= '2024-03-05 00:00:00' and created_date < '2024-03-06 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-05T00:00:00+00:00 to 2024-03-06T00:00:00+00:00  (selectivity unknown)

SELECT messages.id FROM messages WHERE date_trunc(?, messages.created_date) = ?
-- given: ("month", datetime.date(2024, 3, 1))
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date < '2024-04-01 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-04-01T00:00:00+00:00  (selectivity unknown)

SELECT messages.id FROM messages WHERE messages.created_date > now() - ?
-- given: (datetime.timedelta(days=7),)
--> heymarket.messages as scan_1 where created_date > '2026-02-22 12:30:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2026-02-22T12:30:00+00:00  (selectivity unknown)

SELECT messages.id FROM messages WHERE messages.created_date > CURRENT_TIMESTAMP - CAST(? AS INTERVAL)
-- given: ("7 days",)
--> heymarket.messages as scan_1 where created_date > '2026-02-22 12:30:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2026-02-22T12:30:00+00:00  (selectivity unknown)

WITH recent AS (SELECT messages.conversation_id AS conversation_id, max(messages.created_date) AS last FROM messages GROUP BY messages.conversation_id) SELECT conversations.id, recent.last FROM conversations JOIN recent ON recent.conversation_id = conversations.id WHERE conversations.id = ?
-- given: (7,)
--> heymarket.messages as scan_1 where conversation_id = 7 whole
-->   link conversation_id in scan_2.id
-->   predicate "scan_1"."conversation_id" = $value_2
--> heymarket.conversations as scan_2 where id = 7
-->   link id in scan_1.conversation_id
-->   predicate "scan_2"."id" = $p1
--> stream scan_2
--> $ 1. 3+ × GET /v1/messages  for messages  where conversation_id  (selectivity unknown: two calls or more for each of 1)
--> $ 2. 1 × GET /v1/conversations/{id}  for conversations  where id = 7

SELECT a.id FROM contacts AS a UNION ALL SELECT b.id FROM contacts AS b
--> heymarket.contacts as scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT anon_1.id FROM (SELECT contacts.id AS id, contacts.updated_date AS updated_date FROM contacts WHERE contacts.rev > ? UNION ALL SELECT conversations.id AS id, conversations.updated_date AS updated_date FROM conversations) AS anon_1 WHERE anon_1.updated_date >= ?
-- given: (2, datetime.datetime(2024, 3, 1))
--> heymarket.contacts as scan_1 where rev > 2 and updated_date >= '2024-03-01 00:00:00'
--> heymarket.conversations as scan_2 where updated_date >= '2024-03-01 00:00:00'
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  where from 2024-03-01T00:00:00+00:00  (selectivity unknown)
--> $ 2. 1+ × POST /v1/conversations  for conversations  where from 2024-03-01T00:00:00+00:00  (selectivity unknown)

SELECT contacts.id, contacts.avatar_file_name FROM contacts WHERE contacts.id = ?
-- given: (4,)
--> heymarket.contacts as scan_1 where id = 4 whole
--> stage, then rows of extended columns
--> hydrate avatar_file_name of scan_1
--> $ 1. 1 × GET /v1/contact/{id}  for contacts  where id = 4
--> $ 2. 1+ × GET /v1/contact/{id}  for contacts  (one a row)
