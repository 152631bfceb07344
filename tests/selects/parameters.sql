-- name: question marks
-- parameter: 2
-- parameter: "A%"
SELECT id FROM contacts WHERE rev >= ? AND first_name LIKE ?

-- name: names
-- parameter low: 2
-- parameter high: 9
SELECT id, rev FROM contacts WHERE rev BETWEEN :low AND :high OR rev = :low + 20

-- name: none
-- parameter: null
SELECT id FROM contacts WHERE email = ?

-- name: none with is not distinct from
-- parameter: null
SELECT id FROM contacts WHERE email IS NOT DISTINCT FROM CAST(? AS varchar)

-- name: none in a list
-- parameter: null
-- parameter: "sms"
SELECT id FROM conversations WHERE channel IN (?, ?)

-- name: none in a negated list
-- parameter: null
-- parameter: "sms"
SELECT id FROM conversations WHERE channel NOT IN (?, ?)

-- name: flags
-- parameter: true
SELECT id FROM conversations WHERE is_closed = ?

-- name: decimals
-- parameter: 2.5
SELECT id FROM contacts WHERE rev > ?

-- name: text for a number
-- parameter: "3"
SELECT id FROM contacts WHERE rev = CAST(? AS bigint)

-- name: text with quotes and percent
-- parameter: "O'Neil"
-- parameter: "%\"%"
SELECT id, last_name FROM contacts WHERE last_name = ? OR last_name LIKE ?

-- name: time
-- parameter: SELECT quantile_disc(created_date, 0.75) FROM messages
SELECT id FROM messages WHERE created_date > ?

-- name: time as text
-- parameter: "2025-06-01T00:00:00Z"
SELECT id FROM messages WHERE created_date > CAST(? AS timestamptz)

-- name: date
-- parameter: SELECT DATE '2025-06-01'
SELECT id FROM messages WHERE created_date::date >= ?

-- name: in the select list
-- parameter: "label"
-- parameter: 5
SELECT id, CAST(? AS varchar) AS label, id + ? AS shifted FROM tags

-- name: in a join, a having and a case
-- parameter: "open"
-- parameter: 2
-- parameter: "many"
SELECT i.name, count(*) AS n, CASE WHEN count(*) > 5 THEN 'x' ELSE 'y' END AS size FROM conversations AS c
JOIN inboxes AS i ON i.id = c.inbox_id AND c.status = ? GROUP BY i.name HAVING count(*) > ? AND i.name <> ?

-- name: a list
-- parameter: [1, 2, 3]
-- oracle: SELECT id, rev FROM contacts WHERE list_contains(?, rev)
SELECT id, rev FROM contacts WHERE rev IN ?

-- name: a list in parentheses
-- parameter: ["sent", "failed"]
-- oracle: SELECT id, status FROM messages WHERE list_contains(?, status)
SELECT id, status FROM messages WHERE status IN (?)

-- name: a list for any
-- parameter: [1, 5]
SELECT id, rev FROM contacts WHERE rev = ANY(?)

-- name: an empty list
-- parameter: []
-- oracle: SELECT id FROM contacts WHERE len(?) > 0
SELECT id FROM contacts WHERE rev IN ?

-- name: a list of keys
-- parameter: SELECT list(id ORDER BY id)[1:5] FROM contacts
-- oracle: SELECT id, display_name FROM contacts WHERE list_contains(?, id)
SELECT id, display_name FROM contacts WHERE id IN ?

-- name: a name used twice
-- parameter word: "a"
SELECT id, first_name, last_name FROM contacts WHERE first_name LIKE '%' || :word || '%' AND last_name LIKE '%' || :word || '%'

-- name: question mark in a text and a comment
-- parameter: 3
SELECT id, '?' AS mark /* ? */ FROM contacts WHERE rev = ? -- ?

-- name: cast right behind
-- parameter: "2025-06-01"
SELECT id FROM messages WHERE created_date < ?::timestamptz
-- oracle: SELECT id FROM messages WHERE created_date < CAST(? AS timestamptz)

-- name: phone as people write it
-- parameter: SELECT '+' || phone[1:1] || ' (' || phone[2:4] || ') ' || phone[5:7] || '-' || phone[8:] FROM (SELECT max(phone) AS phone FROM contacts) AS t
-- oracle: SELECT id, phone FROM contacts WHERE phone = regexp_replace(?, '\D', '', 'g')
SELECT id, phone FROM contacts WHERE phone = ?
