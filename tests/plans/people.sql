-- What people write by hand.

SELECT * FROM contacts WHERE id = 5
--> heymarket.contacts as scan_1 where id = 5 whole
--> stream scan_1
--> $ 1. 1 × GET /v1/contact/{id}  for contacts  where id = 5

SELECT name FROM tags WHERE id = 5
--> heymarket.tags as scan_1 where id = 5 whole
--> stream scan_1
--> $ 1. 1 × GET /v1/tag/{id}  for tags  where id = 5

SELECT last_message FROM conversations WHERE id = 5
--> heymarket.conversations as scan_1 where id = 5 whole
--> stream scan_1
--> $ 1. 1 × GET /v1/conversations/{id}  for conversations  where id = 5
--> $ 2. 1+ × POST /v1/conversations  for conversations  where their times  (one for each row that is found, where it stands at its time)

SELECT * FROM contacts WHERE phone = '(510) 555-3344'
--> heymarket.contacts as scan_1 where phone = '5105553344' whole
--> stream scan_1
--> $ 1. 1 × POST /v2/contacts/search  for contacts  where phone = '5105553344'

SELECT * FROM contacts WHERE phone IN ('+15105553344', '+1 510 555 3345')
--> heymarket.contacts as scan_1 where phone IN ('15105553344', '15105553345') whole
--> stream scan_1
--> $ 1. 1 × POST /v2/contacts/search  for contacts  where phone IN (2 values)

SELECT * FROM contacts WHERE email = 'ann@example.com'
--> heymarket.contacts as scan_1 where email = 'ann@example.com' whole
--> stream scan_1
--> $ 1. 1 × POST /v2/contacts/search  for contacts  where email = 'ann@example.com'

SELECT * FROM contacts WHERE email ILIKE '%@example.com'
--> heymarket.contacts as scan_1
--> stream scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT * FROM contacts WHERE id = 1 OR id = 2 OR id IN (3, 4)
--> heymarket.contacts as scan_1 where id IN (1, 2, 3, 4) whole
--> stream scan_1
--> $ 1. 4 × GET /v1/contact/{id}  for contacts  where id IN (4 values)

SELECT * FROM contacts WHERE id IN (VALUES (1), (2))
--> heymarket.contacts as scan_1 where id IN (1, 2)
--> stream scan_1
--> $ 1. 2 × GET /v1/contact/{id}  for contacts  where id IN (2 values)

SELECT * FROM contacts WHERE id IN (SELECT 1 UNION ALL SELECT 2)
--> heymarket.contacts as scan_1 where id IN (1, 2)
--> stream scan_1
--> $ 1. 2 × GET /v1/contact/{id}  for contacts  where id IN (2 values)

SELECT * FROM contacts WHERE id IN (SELECT v FROM (VALUES (1), (2)) AS t(v))
--> heymarket.contacts as scan_1 where id IN (1, 2)
--> stream scan_1
--> $ 1. 2 × GET /v1/contact/{id}  for contacts  where id IN (2 values)

SELECT * FROM contacts WHERE id = (SELECT 5)
--> heymarket.contacts as scan_1 where id = 5
--> stream scan_1
--> $ 1. 1 × GET /v1/contact/{id}  for contacts  where id = 5

SELECT * FROM contacts WHERE id = ANY(ARRAY[1, 2])
--> heymarket.contacts as scan_1 where id IN (1, 2) whole
--> stream scan_1
--> $ 1. 2 × GET /v1/contact/{id}  for contacts  where id IN (2 values)

SELECT * FROM contacts WHERE id = ANY('{1,2}')
--> heymarket.contacts as scan_1 where id IN (1, 2) whole
--> stream scan_1
--> $ 1. 2 × GET /v1/contact/{id}  for contacts  where id IN (2 values)

SELECT * FROM contacts WHERE (id, rev) = (1, 2)
--> heymarket.contacts as scan_1 where id = 1 and rev = 2 whole
--> stream scan_1
--> $ 1. 1 × GET /v1/contact/{id}  for contacts  where id = 1

SELECT * FROM contacts WHERE id::text = '5'
--> heymarket.contacts as scan_1 where id = 5
--> stream scan_1
--> $ 1. 1 × GET /v1/contact/{id}  for contacts  where id = 5

SELECT * FROM contacts WHERE id + 1 = 6
--> heymarket.contacts as scan_1 where id = 5 whole
--> stream scan_1
--> $ 1. 1 × GET /v1/contact/{id}  for contacts  where id = 5

SELECT * FROM contacts WHERE coalesce(id, 0) = 5
--> heymarket.contacts as scan_1 where id = 5 whole
--> stream scan_1
--> $ 1. 1 × GET /v1/contact/{id}  for contacts  where id = 5

SELECT * FROM contacts ORDER BY updated_date DESC LIMIT 10
--> heymarket.contacts as scan_1 whole
-->   order updated_date desc nulls first 10
--> $ 1. 1 × POST /v2/contacts/list  for contacts

SELECT * FROM contacts ORDER BY updated_date LIMIT 10
--> heymarket.contacts as scan_1 whole
-->   order updated_date asc 10
--> $ 1. 1 × POST /v2/contacts/list  for contacts

SELECT * FROM contacts ORDER BY created_date DESC LIMIT 10
--> heymarket.contacts as scan_1 whole
-->   order created_date desc nulls first 10
--> $ 1. 1 × POST /v2/contacts/list  for contacts

SELECT * FROM messages ORDER BY created_date DESC LIMIT 1
--> heymarket.messages as scan_1 whole
-->   order created_date desc nulls first 1
--> $ 1. 1 × POST /v1/messages/all  for messages

SELECT * FROM messages WHERE text ILIKE '%refund%' ORDER BY created_date DESC LIMIT 20
--> heymarket.messages as scan_1
-->   order created_date desc nulls first 20 filtered
--> $ 1. 1+ × POST /v1/messages/all  for messages  (selectivity unknown)

SELECT * FROM contacts LIMIT 5
--> heymarket.contacts as scan_1 reach 5 whole
--> stream scan_1 limit 5
--> $ 1. 1 × POST /v2/contacts/list  for contacts

SELECT * FROM contacts WHERE first_name LIKE 'A%' LIMIT 5
--> heymarket.contacts as scan_1
--> stream scan_1 limit 5
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  (selectivity unknown)

SELECT * FROM contacts WHERE first_name LIKE 'Ann' LIMIT 5
--> heymarket.contacts as scan_1 where first_name = 'Ann' reach 5 whole
--> stream scan_1 limit 5
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  (selectivity unknown)

SELECT COUNT(*) FROM contacts
--> heymarket.contacts as scan_1 whole
--> count count of scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts

SELECT COUNT(1) FROM contacts
--> heymarket.contacts as scan_1 whole
--> count count of scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts

SELECT COUNT(id) FROM contacts
--> heymarket.contacts as scan_1 whole
--> count count of scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts

SELECT COUNT(email) FROM contacts
--> heymarket.contacts as scan_1 whole
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT COUNT(*) FROM contacts WHERE updated_date > '2024-06-01'
--> heymarket.contacts as scan_1 where updated_date > '2024-06-01 00:00:00' whole
--> count count of scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts  where from 2024-06-01T00:00:00+00:00

SELECT COUNT(*) FROM contacts WHERE updated_date > '2024-06-01' AND email IS NOT NULL
--> heymarket.contacts as scan_1 where updated_date > '2024-06-01 00:00:00'
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  where from 2024-06-01T00:00:00+00:00  (selectivity unknown)

SELECT COUNT(*) FROM messages WHERE created_date::date = '2024-06-01'
--> heymarket.messages as scan_1 where created_date >= '2024-06-01 00:00:00' and created_date < '2024-06-02 00:00:00' whole
--> count count of scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-06-01T00:00:00+00:00 to 2024-06-02T00:00:00+00:00  (all of them where they are few)
--> $ 2. 3+ × POST /v1/messages/all/count  for messages  where from 2024-06-01T00:00:00+00:00 to 2024-06-02T00:00:00+00:00  (more where rows come or go meanwhile)

SELECT COUNT(*) FROM messages WHERE date_trunc('month', created_date) = '2024-06-01'
--> heymarket.messages as scan_1 where created_date >= '2024-06-01 00:00:00' and created_date < '2024-07-01 00:00:00' whole
--> count count of scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-06-01T00:00:00+00:00 to 2024-07-01T00:00:00+00:00  (all of them where they are few)
--> $ 2. 3+ × POST /v1/messages/all/count  for messages  where from 2024-06-01T00:00:00+00:00 to 2024-07-01T00:00:00+00:00  (more where rows come or go meanwhile)

SELECT COUNT(*) FROM messages WHERE created_date >= now() - interval '30 days'
--> heymarket.messages as scan_1 where created_date >= '2026-01-30 12:30:00' whole
--> count count of scan_1
--> $ 1. 1 × POST /v1/messages/all/count  for messages  where from 2026-01-30T12:30:00+00:00

SELECT COUNT(*) > 0 FROM contacts
--> heymarket.contacts as scan_1 whole
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT MAX(updated_date) FROM contacts
--> heymarket.contacts as scan_1 whole
--> extremes greatest updated_date of scan_1
--> $ 1. 1 × POST /v2/contacts/list  for contacts

SELECT MIN(created_date), MAX(created_date) FROM messages
--> heymarket.messages as scan_1 whole
--> extremes least, greatest created_date of scan_1
--> $ 1. 2+ × POST /v1/messages/all  for messages  where both ends  (where the listing goes both ways)

SELECT MAX(created_date) FROM contacts
--> heymarket.contacts as scan_1 whole
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT EXISTS (SELECT 1 FROM contacts WHERE updated_date > now() - interval '1 day')
--> heymarket.contacts as scan_1 where updated_date > '2026-02-28 12:30:00' reach 1 whole
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  where from 2026-02-28T12:30:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE created_date > NOW() - INTERVAL '7 days'
--> heymarket.messages as scan_1 where created_date > '2026-02-22 12:30:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2026-02-22T12:30:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE created_date >= CURRENT_DATE - 7
--> heymarket.messages as scan_1 where created_date >= '2026-02-22 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2026-02-22T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE created_date::date = CURRENT_DATE
--> heymarket.messages as scan_1 where created_date >= '2026-03-01 00:00:00' and created_date < '2026-03-02 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2026-03-01T00:00:00+00:00 to 2026-03-02T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE created_date + INTERVAL '1 day' > now()
--> heymarket.messages as scan_1 where created_date > '2026-02-28 12:30:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2026-02-28T12:30:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE now() - created_date < interval '7 days'
--> heymarket.messages as scan_1 where created_date > '2026-02-22 12:30:00'
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2026-02-22T12:30:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE age(now(), created_date) < interval '7 days'
--> heymarket.messages as scan_1 where created_date > '2026-02-17 07:27:36'
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2026-02-17T07:27:36+00:00  (selectivity unknown)

SELECT * FROM messages WHERE CURRENT_DATE - created_date::date <= 7
--> heymarket.messages as scan_1 where created_date >= '2026-02-22 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2026-02-22T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE date_trunc('month', created_date) = date_trunc('month', now())
--> heymarket.messages as scan_1 where created_date >= '2026-03-01 00:00:00' and created_date < '2026-04-01 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2026-03-01T00:00:00+00:00 to 2026-04-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE date_trunc('month', created_date)::date = '2024-03-01'
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date < '2024-04-01 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-04-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE to_char(created_date, 'YYYY-MM') = '2024-03'
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date < '2024-04-01 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-04-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE created_date::text LIKE '2024-03%'
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date < '2024-04-01 00:00:00'
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-04-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE EXTRACT(YEAR FROM created_date) = 2024
--> heymarket.messages as scan_1 where created_date >= '2024-01-01 00:00:00' and created_date < '2025-01-01 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-01-01T00:00:00+00:00 to 2025-01-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE EXTRACT(YEAR FROM created_date) = 2024 AND EXTRACT(MONTH FROM created_date) IN (1, 2, 3)
--> heymarket.messages as scan_1 where created_date >= '2024-01-01 00:00:00' and created_date < '2024-04-01 00:00:00'
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-01-01T00:00:00+00:00 to 2024-04-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE date_part('year', created_date) = 2024 AND date_part('month', created_date) = 3 AND date_part('day', created_date) = 5
--> heymarket.messages as scan_1 where created_date >= '2024-03-05 00:00:00' and created_date < '2024-03-06 00:00:00'
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-05T00:00:00+00:00 to 2024-03-06T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE EXTRACT(EPOCH FROM created_date) >= 1709251200
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00'
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE created_date >= to_timestamp(1709251200)
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE created_date >= to_timestamp('2024-03-01', 'YYYY-MM-DD')
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE created_date >= make_date(2024, 3, 1)
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE created_date > now() - make_interval(days => 7)
--> heymarket.messages as scan_1 where created_date > '2026-02-22 12:30:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2026-02-22T12:30:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE created_date >= TIMESTAMP '2024-03-01 10:00' AND created_date < TIMESTAMPTZ '2024-03-01 12:00+02'
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 10:00:00' and created_date < '2024-03-01 10:00:00' empty
--> empty
--> $ no call

SELECT * FROM messages WHERE created_date BETWEEN SYMMETRIC '2024-03-05' AND '2024-03-01'
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date <= '2024-03-05 00:00:00'
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-03-05T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE NOT created_date < '2024-03-01' AND NOT (created_date >= '2024-04-01')
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date < '2024-04-01 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-04-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE NOT (created_date < '2024-03-01' OR created_date >= '2024-04-01')
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 00:00:00' and created_date < '2024-04-01 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T00:00:00+00:00 to 2024-04-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE (created_date AT TIME ZONE 'America/New_York')::date = '2024-03-01'
--> heymarket.messages as scan_1 where created_date >= '2024-03-01 05:00:00' and created_date < '2024-03-02 05:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-03-01T05:00:00+00:00 to 2024-03-02T05:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE created_date > greatest(now() - interval '7 days', timestamptz '2024-01-01')
--> heymarket.messages as scan_1 where created_date > '2026-02-22 12:30:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2026-02-22T12:30:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE created_date > (SELECT now() - interval '1 hour')
--> heymarket.messages as scan_1 where created_date > '2026-03-01 11:30:00'
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2026-03-01T11:30:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE created_date > (SELECT max(created_date) FROM messages) - interval '1 day'
--> heymarket.messages as scan_1
--> $ 1. 1 × POST /v1/messages/all/count  for messages
--> $ 2. 1257+ × POST /v1/messages/all  for messages  (stale count)

SELECT * FROM contacts WHERE updated_date > '2024-06-02' AND updated_date < '2024-06-01'
--> heymarket.contacts as scan_1 where updated_date > '2024-06-02 00:00:00' and updated_date < '2024-06-01 00:00:00' empty
--> empty
--> $ no call

SELECT * FROM contacts WHERE id > 5 AND id < 3
--> heymarket.contacts as scan_1 where id > 5 and id < 3 empty
--> empty
--> $ no call

SELECT * FROM contacts WHERE FALSE
--> heymarket.contacts as scan_1 empty
--> empty
--> $ no call

SELECT * FROM contacts LIMIT 0
--> heymarket.contacts as scan_1 empty
--> empty
--> $ no call

SELECT * FROM conversations WHERE inbox_id = 3 AND NOT is_closed
--> heymarket.conversations as scan_1 where inbox_id = 3 and is_closed = False whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/conversations  for conversations  where filters.inboxes and filters.closed  (selectivity unknown)

SELECT * FROM conversations WHERE is_closed IS TRUE
--> heymarket.conversations as scan_1 where is_closed = True whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/conversations  for conversations  where filters.closed  (selectivity unknown)

SELECT * FROM conversations WHERE coalesce(is_closed, false) = false
--> heymarket.conversations as scan_1
--> stream scan_1
--> $ 1. 1 × POST /v1/conversations/count  for conversations
--> $ 2. 228+ × POST /v1/conversations  for conversations  (stale count)

SELECT * FROM conversations WHERE is_unread
--> heymarket.conversations as scan_1 where is_unread = True whole
--> stream scan_1
--> $ 1. 1 × POST /v1/conversations/count  for conversations
--> $ 2. 228+ × POST /v1/conversations  for conversations  (stale count)

SELECT * FROM messages WHERE conversation_id = 7
--> heymarket.messages as scan_1 where conversation_id = 7 whole
--> stream scan_1
--> $ 1. 3+ × GET /v1/messages  for messages  where conversation_id  (selectivity unknown: two calls or more for each of 1)

SELECT * FROM messages WHERE conversation_id IN (7, 8) AND created_date > '2024-01-01'
--> heymarket.messages as scan_1 where conversation_id IN (7, 8) and created_date > '2024-01-01 00:00:00' whole
--> stream scan_1
--> $ 1. 6+ × GET /v1/messages  for messages  where conversation_id  (selectivity unknown: two calls or more for each of 2)

SELECT * FROM messages WHERE phone = '+1 510 555 3344' AND inbox_id = 3
--> heymarket.messages as scan_1 where phone = '15105553344' and inbox_id = 3 whole
--> stream scan_1
--> $ 1. 1 × POST /v1/messages/all/count  for messages
--> $ 2. 1257+ × POST /v1/messages/all  for messages  (stale count)

SELECT * FROM messages WHERE conversation_id IN (SELECT id FROM conversations WHERE inbox_id = 3 AND name LIKE 'A%')
--> heymarket.messages as scan_1
-->   link conversation_id in scan_2.id
--> heymarket.conversations as scan_2 where inbox_id = 3
-->   link id in scan_1.conversation_id
-->   predicate "scan_2"."name" LIKE 'A%' AND "scan_2"."inbox_id" = 3
--> stream scan_1
--> $ 1. 1+ × POST /v1/conversations  for conversations  where filters.inboxes  (selectivity unknown)
--> $ 2. 1+ × GET /v1/messages  for messages  where conversation_id  (selectivity unknown: by the values of conversations.id, or a listing where that is less)

SELECT c.* FROM contacts c WHERE EXISTS (SELECT 1 FROM conversations v WHERE v.target = c.phone AND v.status = 'open')
--> heymarket.contacts as scan_1
-->   link phone in scan_2.target
--> heymarket.conversations as scan_2 where status = 'open'
-->   link target in scan_1.phone
-->   predicate "scan_2"."status" = 'open'
--> stream scan_1
--> $ 1. 1 × POST /v1/conversations/count  for conversations
--> $ 2. 228+ × POST /v1/conversations  for conversations  (stale count)
--> $ 3. 1+ × POST /v2/contacts/search  for contacts  where phone  (selectivity unknown: by the values of conversations.target, or a listing where that is less)

SELECT c.display_name, v.status FROM contacts c JOIN conversations v ON v.target = c.phone WHERE c.email = 'ann@example.com'
--> heymarket.contacts as scan_1 where email = 'ann@example.com'
-->   link phone in scan_2.target
-->   predicate "scan_1"."email" = 'ann@example.com'
--> heymarket.conversations as scan_2
-->   link target in scan_1.phone
--> stream scan_1
--> $ 1. 1 × POST /v2/contacts/search  for contacts  where email = 'ann@example.com'
--> $ 2. 1 × POST /v1/conversations/count  for conversations
--> $ 3. 228+ × POST /v1/conversations  for conversations  (stale count)

SELECT c.display_name, m.text FROM contacts c JOIN conversations v ON v.target = c.phone JOIN messages m ON m.conversation_id = v.id WHERE c.phone = '15105553344'
--> heymarket.contacts as scan_1 where phone = '15105553344'
-->   link phone in scan_2.target
-->   predicate "scan_1"."phone" = '15105553344'
--> heymarket.conversations as scan_2 where target = '15105553344'
-->   link target in scan_1.phone
-->   link id in scan_3.conversation_id
-->   predicate "scan_2"."target" = $value_1
--> heymarket.messages as scan_3
-->   link conversation_id in scan_2.id
--> stream scan_1
--> $ 1. 1 × POST /v2/contacts/search  for contacts  where phone = '15105553344'
--> $ 2. 1 × POST /v1/conversations/count  for conversations
--> $ 3. 228+ × POST /v1/conversations  for conversations  (stale count)
--> $ 4. 1+ × GET /v1/messages  for messages  where conversation_id  (selectivity unknown: by the values of conversations.id, or a listing where that is less)

SELECT m.* FROM messages m JOIN conversations v ON v.id = m.conversation_id AND v.name ILIKE 'a%' WHERE m.created_date > '2024-06-01'
--> heymarket.messages as scan_1 where created_date > '2024-06-01 00:00:00'
-->   link conversation_id in scan_2.id
-->   predicate "scan_1"."created_date" > '2024-06-01'
--> heymarket.conversations as scan_2
-->   link id in scan_1.conversation_id
-->   predicate "scan_2"."name" ILIKE 'a%'
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-06-01T00:00:00+00:00  (selectivity unknown)
--> $ 2. 1+ × GET /v1/conversations/{id}  for conversations  where id  (selectivity unknown: by the values of messages.conversation_id, or a listing where that is less)

SELECT v.id, m.id FROM conversations v LEFT JOIN messages m ON m.conversation_id = v.id AND m.status = 'failed' WHERE v.id IN (1, 2)
--> heymarket.conversations as scan_1 where id IN (1, 2) whole
-->   predicate "scan_1"."id" IN (1, 2)
--> heymarket.messages as scan_2 where status = 'failed' and conversation_id IN (1, 2)
-->   link conversation_id in scan_1.id
--> stream scan_1
--> $ 1. 2 × GET /v1/conversations/{id}  for conversations  where id IN (2 values)
--> $ 2. 6+ × GET /v1/messages  for messages  where conversation_id  (selectivity unknown: two calls or more for each of 2)

SELECT v.id FROM conversations v LEFT JOIN messages m ON m.conversation_id = v.id WHERE v.inbox_id = 3 AND m.id IS NULL
--> heymarket.conversations as scan_1 where inbox_id = 3
-->   predicate "scan_1"."inbox_id" = 3
--> heymarket.messages as scan_2
-->   link conversation_id in scan_1.id
--> stream scan_1
--> $ 1. 1+ × POST /v1/conversations  for conversations  where filters.inboxes  (selectivity unknown)
--> $ 2. 1+ × GET /v1/messages  for messages  where conversation_id  (selectivity unknown: by the values of conversations.id, or a listing where that is less)

SELECT a.id, b.id FROM contacts a JOIN contacts b ON a.phone = b.phone AND a.id < b.id
--> heymarket.contacts as scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

WITH c AS (SELECT * FROM contacts WHERE updated_date > '2024-06-01') SELECT * FROM c x JOIN c y ON x.phone = y.phone
--> heymarket.contacts as scan_1 where updated_date > '2024-06-01 00:00:00'
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  where from 2024-06-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM open_conversations WHERE id = 5
--> heymarket.conversations as scan_1 where is_closed = False and id = 5 whole
--> stream scan_1
--> $ 1. 1 × GET /v1/conversations/{id}  for conversations  where id = 5

SELECT t.name, count(*) FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id GROUP BY t.name
--> heymarket.contact_tags as scan_1
-->   link tag_id in scan_2.id
--> heymarket.tags as scan_2
-->   link id in scan_1.tag_id
--> $ 1. 1 × POST /v1/contacts/count  for contact_tags
--> $ 2. 901+ × POST /v2/contacts/list  for contact_tags  (stale count)
--> $ 3. 2+ × POST /v1/tags  for tags  (stale count)

SELECT t.name, count(*) FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id WHERE ct.contact_id = 5 GROUP BY t.name
--> heymarket.contact_tags as scan_1 where contact_id = 5
-->   link tag_id in scan_2.id
-->   predicate "scan_1"."contact_id" = 5
--> heymarket.tags as scan_2
-->   link id in scan_1.tag_id
--> $ 1. 1 × GET /v1/contact/{id}  for contact_tags  where id = 5
--> $ 2. 2+ × POST /v1/tags  for tags  (stale count)

SELECT l.name, m.phone FROM lists l JOIN list_members m ON m.list_id = l.id WHERE l.name = 'VIP'
--> heymarket.lists as scan_1 where name = 'VIP'
-->   link id in scan_2.list_id
-->   predicate "scan_1"."name" = 'VIP'
--> heymarket.list_members as scan_2
-->   link list_id in scan_1.id
--> stream scan_1
--> $ 1. 2+ × POST /v1/lists  for lists  (stale count)

SELECT id, is_blocked FROM contacts WHERE id = 5
--> heymarket.contacts as scan_1 where id = 5 whole
--> stage, then rows of extended columns
--> hydrate is_blocked of scan_1
--> $ 1. 1 × GET /v1/contact/{id}  for contacts  where id = 5
--> $ 2. 1+ × POST /v1/contact/status  for contacts  (one a row)

SELECT id FROM contacts WHERE updated_date > '2024-06-01' AND is_blocked
--> heymarket.contacts as scan_1 where updated_date > '2024-06-01 00:00:00'
--> hydrate is_blocked of scan_1
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  where from 2024-06-01T00:00:00+00:00  (selectivity unknown)
--> $ 2. 1+ × POST /v1/contact/status  for contacts  (one a row)

SELECT avatar_file_name FROM contacts ORDER BY updated_date DESC LIMIT 3
--> heymarket.contacts as scan_1 whole
-->   order updated_date desc nulls first 3
--> stage, then rows of extended columns
--> hydrate avatar_file_name of scan_1
--> $ 1. 1 × POST /v2/contacts/list  for contacts
--> $ 2. 1+ × GET /v1/contact/{id}  for contacts  (one a row)

SELECT * FROM contact_channels WHERE contact_uuid = '1b4e28ba-2fa1-4d3a-883f-b0a1c2d3e4f5'
--> heymarket.contact_channels as scan_1 where contact_uuid = '1b4e28ba-2fa1-4d3a-883f-b0a1c2d3e4f5' whole
--> stream scan_1
--> $ 1. 1 × GET /v2/contact/{contactID}/channels  for contact_channels  where contact_uuid = '1b4e28ba-2fa1-4d3a-883f-b0a1c2d3e4f5'

SELECT ch.* FROM contacts c JOIN contact_channels ch ON ch.contact_uuid = c.uuid WHERE c.id = 5
--> heymarket.contacts as scan_1 where id = 5
-->   link uuid in scan_2.contact_uuid
-->   predicate "scan_1"."id" = 5
--> heymarket.contact_channels as scan_2
-->   link contact_uuid in scan_1.uuid
--> stream scan_1
--> $ 1. 1 × GET /v1/contact/{id}  for contacts  where id = 5
--> $ 2. 1+ × GET /v2/contact/{contactID}/channels  for contact_channels  where contact_uuid  (selectivity unknown: by the values of contacts.uuid, or a listing where that is less)

SELECT * FROM schedules WHERE id IN (4, 5)
--> heymarket.schedules as scan_1 where id IN (4, 5) whole
--> stream scan_1
--> $ 1. 2 × GET /v1/schedule/{id}  for schedules  where id IN (2 values)

SELECT * FROM contacts WHERE "Account Number" = '77'
--> heymarket.contacts as scan_1 where account_number = '77' whole
--> stream scan_1
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT m.id FROM messages m JOIN notes n ON n.id = m.id
--> heymarket.messages as scan_1
--> stream scan_1
--> $ 1. 1 × POST /v1/messages/all/count  for messages
--> $ 2. 1257+ × POST /v1/messages/all  for messages  (stale count)

SELECT * FROM messages WHERE user_id = 5 AND created_date > '2024-06-01' OR user_id = 6 AND created_date > '2024-07-01'
--> heymarket.messages as scan_1 where user_id IN (5, 6) and created_date > '2024-06-01 00:00:00'
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-06-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE CASE WHEN created_date > '2024-06-01' THEN 1 ELSE 0 END = 1
--> heymarket.messages as scan_1 where created_date > '2024-06-01 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-06-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM messages WHERE (created_date > '2024-06-01') = true
--> heymarket.messages as scan_1 where created_date > '2024-06-01 00:00:00' whole
--> stream scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where from 2024-06-01T00:00:00+00:00  (selectivity unknown)

SELECT * FROM contacts LIMIT 1000000
--> heymarket.contacts as scan_1 reach 1000000 whole
--> stream scan_1 limit 1000000
--> $ 1. 1 × POST /v1/contacts/count  for contacts
--> $ 2. 901+ × POST /v2/contacts/list  for contacts  (stale count)

SELECT * FROM messages LIMIT 1000000
--> heymarket.messages as scan_1 reach 1000000 whole
--> stream scan_1 limit 1000000
--> $ 1. 1 × POST /v1/messages/all/count  for messages
--> $ 2. 1257+ × POST /v1/messages/all  for messages  (stale count)

SELECT id FROM surveys LIMIT 1000000
--> heymarket.surveys as scan_1 reach 1000000 whole
--> stream scan_1 limit 1000000
--> $ 1. 2+ × POST /v1/surveys  for surveys  (stale count)

SELECT id FROM contacts LIMIT 250
--> heymarket.contacts as scan_1 reach 250 whole
--> stream scan_1 limit 250
--> $ 1. 3 × POST /v2/contacts/list  for contacts

SELECT COUNT(*) FROM contacts WHERE updated_date > '2024-01-01' AND updated_date <= '2024-06-01'
--> heymarket.contacts as scan_1 where updated_date > '2024-01-01 00:00:00' and updated_date <= '2024-06-01 00:00:00' whole
--> count count of scan_1
--> $ 1. 1+ × POST /v2/contacts/list  for contacts  where from 2024-01-01T00:00:00+00:00 to 2024-06-01T00:00:00+00:00  (all of them where they are few)
--> $ 2. 3+ × POST /v1/contacts/count  for contacts  where from 2024-01-01T00:00:00+00:00 to 2024-06-01T00:00:00+00:00  (more where rows come or go meanwhile)

SELECT COUNT(*) FROM messages WHERE created_date < '2024-06-01'
--> heymarket.messages as scan_1 where created_date < '2024-06-01 00:00:00' whole
--> count count of scan_1
--> $ 1. 1+ × POST /v1/messages/all  for messages  where to 2024-06-01T00:00:00+00:00  (all of them where they are few)
--> $ 2. 3+ × POST /v1/messages/all/count  for messages  where to 2024-06-01T00:00:00+00:00  (more where rows come or go meanwhile)

SELECT COUNT(*) FROM conversations WHERE updated_date BETWEEN '2024-01-01' AND '2024-02-01'
--> heymarket.conversations as scan_1 where updated_date >= '2024-01-01 00:00:00' and updated_date <= '2024-02-01 00:00:00' whole
--> count count of scan_1
--> $ 1. 1+ × POST /v1/conversations  for conversations  where from 2024-01-01T00:00:00+00:00 to 2024-02-01T00:00:00+00:00  (all of them where they are few)
--> $ 2. 3+ × POST /v1/conversations/count  for conversations  where from 2024-01-01T00:00:00+00:00 to 2024-02-01T00:00:00+00:00  (more where rows come or go meanwhile)
