-- name: equal on the key
-- parameter: SELECT max(id) FROM contacts
SELECT id, display_name FROM contacts WHERE id = ?

-- name: key in a list
-- parameter: SELECT max(id) FROM contacts
-- parameter: SELECT min(id) FROM contacts
SELECT id, display_name FROM contacts WHERE id IN (?, ?, -1)

-- name: key range
-- parameter: SELECT quantile_disc(id, 0.3) FROM contacts
-- parameter: SELECT quantile_disc(id, 0.6) FROM contacts
SELECT id, phone FROM contacts WHERE id > ? AND id <= ?

-- name: key not in a list
-- parameter: SELECT max(id) FROM tags
SELECT id, name FROM tags WHERE id NOT IN (?, 0)

-- name: key or key
-- parameter: SELECT max(id) FROM conversations
-- parameter: SELECT min(id) FROM conversations
SELECT id, target FROM conversations WHERE id = ? OR id = ?

-- name: key and contradiction
-- parameter: SELECT max(id) FROM conversations
SELECT id, target FROM conversations WHERE id = ? AND id = 0

-- name: in with null finds the others
SELECT id FROM conversations WHERE channel IN ('email', NULL)

-- name: not in with null finds nothing
SELECT id FROM conversations WHERE channel NOT IN ('email', NULL)

-- name: in only null
SELECT id FROM conversations WHERE channel IN (NULL)

-- name: equals null
SELECT id FROM contacts WHERE email = NULL

-- name: not equals null
SELECT id FROM contacts WHERE email <> NULL OR id < 0

-- name: is null
SELECT id, email FROM contacts WHERE email IS NULL

-- name: is not null
SELECT id, email FROM contacts WHERE email IS NOT NULL

-- name: not of is null
SELECT id FROM messages WHERE NOT media_url IS NULL

-- name: negated comparison leaves nulls out
SELECT id FROM contacts WHERE NOT (assigned_user_id > 7020)

-- name: unequal leaves nulls out
SELECT id, first_name FROM contacts WHERE first_name <> 'Ada'

-- name: unequal twice on one column
SELECT id, status FROM messages WHERE status != 'sent' AND status != 'delivered'

-- name: unequal three times on one column
SELECT id, channel, status FROM messages WHERE status <> 'sent' AND status <> 'failed' AND status <> 'delivered'

-- name: is distinct from
SELECT id, assigned_user_id FROM conversations WHERE assigned_user_id IS DISTINCT FROM creator_id

-- name: is not distinct from
SELECT id, assigned_user_id FROM conversations WHERE assigned_user_id IS NOT DISTINCT FROM creator_id

-- name: is not distinct from null
SELECT id FROM conversations WHERE assigned_user_id IS NOT DISTINCT FROM NULL

-- name: or across columns
SELECT id FROM contacts WHERE email IS NULL OR rev > 4 OR first_name LIKE 'A%'

-- name: or with a null side
SELECT id FROM contacts WHERE assigned_user_id = 0 OR external_id IS NOT NULL OR NULL

-- name: and over or
SELECT id FROM messages WHERE (status = 'failed' OR flagged) AND (is_inbound OR media_url IS NULL)

-- name: or over and
SELECT id FROM messages WHERE (status = 'failed' AND NOT is_inbound) OR (is_inbound AND flagged)

-- name: not over and and or
SELECT id FROM messages WHERE NOT (is_inbound AND (status = 'sent' OR flagged))

-- name: same column in both sides of or
SELECT id FROM contacts WHERE rev = 1 OR rev = 2 OR rev > 5

-- name: between
SELECT id, rev FROM contacts WHERE rev BETWEEN 2 AND 4

-- name: not between
SELECT id, rev FROM contacts WHERE rev NOT BETWEEN 2 AND 4

-- name: between the wrong way round
SELECT id, rev FROM contacts WHERE rev BETWEEN 4 AND 2

-- name: between with a null bound
SELECT id, rev FROM contacts WHERE rev BETWEEN 2 AND NULL

-- name: like prefix
SELECT id, phone FROM contacts WHERE phone LIKE '15%'

-- name: like suffix
SELECT id, email FROM contacts WHERE email LIKE '%.com'

-- name: like contains
SELECT id, text FROM messages WHERE text LIKE '%you%'

-- name: like underscore
SELECT id, first_name FROM contacts WHERE first_name LIKE '_a%'

-- name: like without wildcard
SELECT id, channel FROM conversations WHERE channel LIKE 'sms'

-- name: like empty pattern
SELECT id FROM contacts WHERE first_name LIKE ''

-- name: like only percent leaves nulls out
SELECT id FROM contacts WHERE email LIKE '%'

-- name: like escaped percent
SELECT id, text FROM messages WHERE text LIKE '%!%%' ESCAPE '!'

-- name: like escaped underscore
SELECT id, last_name FROM contacts WHERE last_name LIKE '%!_%' ESCAPE '!' OR last_name LIKE '%#%%' ESCAPE '#'

-- name: like backslash is an escape
-- oracle: SELECT id, text FROM messages WHERE text LIKE '%\%%' ESCAPE '\' OR text LIKE '%!_%' ESCAPE '!'
SELECT id, text FROM messages WHERE text LIKE '%\%%' OR text LIKE '%\_%'

-- name: like backslash over constants
-- oracle: SELECT 'a%b' LIKE 'a!%b' ESCAPE '!' AS a, 'axb' LIKE 'a!%b' ESCAPE '!' AS b, 'a\b' = 'a\b' AS c, TRUE AS d
SELECT 'a%b' LIKE 'a\%b' AS a, 'axb' LIKE 'a\%b' AS b, 'a\b' LIKE 'a\\b' AS c, 'a_b' LIKE 'a\_b' AS d

-- name: like escaped escape
SELECT 'a!b' LIKE 'a!!b' ESCAPE '!' AS a, 'a\%' LIKE 'a\\\%' ESCAPE '\' AS b, 'ab' LIKE 'a!b' ESCAPE '!' AS c

-- name: not like
SELECT id, email FROM contacts WHERE email NOT LIKE '%example%'

-- name: ilike
SELECT id, first_name FROM contacts WHERE first_name ILIKE '%A%'

-- name: not ilike
SELECT id, last_name FROM contacts WHERE last_name NOT ILIKE '%S%'

-- name: like with a column as pattern
SELECT id FROM contacts WHERE display_name LIKE first_name || '%'

-- name: like with a parameter
-- parameter: "%a_a%"
SELECT id, display_name FROM contacts WHERE display_name LIKE ?

-- name: like two patterns
SELECT id FROM contacts WHERE email LIKE 'A%' OR email LIKE 'B%' OR email LIKE '%.com'

-- name: regex match
-- oracle: SELECT id, first_name FROM contacts WHERE regexp_matches(first_name, '^[A-M]')
SELECT id, first_name FROM contacts WHERE first_name ~ '^[A-M]'

-- name: regex match without case
-- oracle: SELECT id, first_name FROM contacts WHERE regexp_matches(first_name, 'an?', 'i')
SELECT id, first_name FROM contacts WHERE first_name ~* 'an?'

-- name: regex not match
-- oracle: SELECT id, phone FROM contacts WHERE NOT regexp_matches(phone, '5$')
SELECT id, phone FROM contacts WHERE phone !~ '5$'

-- name: similar to
-- oracle: SELECT id, first_name FROM contacts WHERE regexp_full_match(first_name, '(A|B).*')
SELECT id, first_name FROM contacts WHERE first_name SIMILAR TO '(A|B)%'

-- name: flag alone
SELECT id FROM messages WHERE is_inbound

-- name: flag negated
SELECT id FROM messages WHERE NOT is_inbound AND NOT flagged

-- name: flag equals
SELECT id FROM conversations WHERE is_closed = TRUE AND is_unread = FALSE

-- name: flag is
SELECT id FROM conversations WHERE is_closed IS TRUE AND is_unread IS NOT TRUE

-- name: flag unequal
SELECT id FROM messages WHERE is_inbound <> TRUE

-- name: flags compared with each other
SELECT id FROM conversations WHERE is_closed = is_unread

-- name: columns compared
SELECT id FROM conversations WHERE created_date = updated_date OR assigned_user_id < creator_id

-- name: expression on a column
SELECT id FROM contacts WHERE rev + 1 = 3

-- name: function on a column
SELECT id, first_name FROM contacts WHERE lower(first_name) = 'ada' OR length(last_name) > 7

-- name: modulo
SELECT id FROM messages WHERE id % 10 = 3

-- name: case in where
SELECT id FROM messages WHERE CASE WHEN is_inbound THEN status IS NULL OR flagged ELSE status = 'failed' END

-- name: coalesce in where
SELECT id FROM contacts WHERE coalesce(email, '') = ''

-- name: coalesce of a flag comparison
SELECT id FROM contacts WHERE coalesce(assigned_user_id > 0, FALSE)

-- name: concatenation in where
SELECT id FROM contacts WHERE first_name || last_name LIKE '%an%'

-- name: constant true
SELECT id FROM tags WHERE 1 = 1 AND TRUE

-- name: constant on the left
SELECT id FROM contacts WHERE 3 < rev AND 'x' <> first_name

-- name: phone equals
-- parameter: SELECT max(phone) FROM contacts
SELECT id, phone FROM contacts WHERE phone = ?

-- name: phone in
-- parameter: SELECT max(phone) FROM contacts
-- parameter: SELECT min(phone) FROM contacts
SELECT id, phone FROM contacts WHERE phone IN (?, ?)

-- name: email equals
-- parameter: SELECT max(email) FROM contacts
SELECT id, email FROM contacts WHERE email = ?

-- name: email in, and more
-- parameter: SELECT max(email) FROM contacts
-- parameter: SELECT min(email) FROM contacts
SELECT id, email FROM contacts WHERE email IN (?, ?) AND rev >= 1

-- name: messages of one phone
-- parameter: SELECT max(target) FROM messages WHERE channel = 'sms'
SELECT id, created_date, text FROM messages WHERE target = ?

-- name: messages of one conversation
-- parameter: SELECT max(conversation_id) FROM messages
SELECT id, created_date, text, is_inbound FROM messages WHERE conversation_id = ?

-- name: messages of two conversations
-- parameter: SELECT max(conversation_id) FROM messages
-- parameter: SELECT min(conversation_id) FROM messages
SELECT id, conversation_id FROM messages WHERE conversation_id IN (?, ?)

-- name: messages of one inbox and phone
-- parameter: SELECT arg_max(target, id) FROM messages WHERE channel = 'sms'
-- parameter: SELECT arg_max(inbox_id, id) FROM messages WHERE channel = 'sms'
SELECT id, text FROM messages WHERE target = ? AND inbox_id = ?

-- name: message by its id
-- parameter: SELECT max(id) FROM messages
SELECT id, text, created_date FROM messages WHERE id = ?

-- name: messages of an inbox
-- parameter: SELECT max(inbox_id) FROM messages
SELECT id FROM messages WHERE inbox_id = ?

-- name: conversations of inboxes
-- parameter: SELECT max(inbox_id) FROM conversations
-- parameter: SELECT min(inbox_id) FROM conversations
SELECT id, inbox_id FROM conversations WHERE inbox_id IN (?, ?) AND NOT is_closed

-- name: conversations open or closed
SELECT id, is_closed, status FROM conversations WHERE is_closed OR NOT is_closed

-- name: conversations of a member
-- parameter: SELECT mode(assigned_user_id) FROM conversations
SELECT id FROM conversations WHERE assigned_user_id = ? AND is_closed = FALSE

-- name: list by id
-- parameter: SELECT max(id) FROM lists
SELECT id, name, is_archived FROM lists WHERE id = ?

-- name: tag by id or name
-- parameter: SELECT max(id) FROM tags
-- parameter: SELECT min(name) FROM tags
SELECT id, name FROM tags WHERE id = ? OR name = ?

-- name: template by id
-- parameter: SELECT max(id) FROM templates
SELECT id, name, text FROM templates WHERE id = ?

-- name: survey by id
-- parameter: SELECT min(id) FROM surveys
SELECT id, name, type FROM surveys WHERE id = ?

-- name: survey id out of reach
SELECT id, name FROM surveys WHERE id = 999999999

-- name: member by email
-- parameter: SELECT max(email) FROM members
SELECT id, name, role FROM members WHERE email = ?

-- name: files of one template
-- parameter: SELECT max(template_id) FROM template_files
SELECT template_id, position, url FROM template_files WHERE template_id = ?

-- name: members of one list
-- parameter: SELECT max(list_id) FROM list_members
SELECT phone, first_name, last_name FROM list_members WHERE list_id = ?

-- name: tags of one contact
-- parameter: SELECT max(contact_id) FROM contact_tags
SELECT tag_id FROM contact_tags WHERE contact_id = ?

-- name: contacts of one tag
-- parameter: SELECT max(tag_id) FROM contact_tags
SELECT contact_id FROM contact_tags WHERE tag_id = ?

-- name: json column is null
SELECT id FROM contacts WHERE tags IS NULL AND notes IS NULL

-- name: many conjuncts
SELECT id FROM messages
WHERE is_inbound AND status IS NOT NULL AND text IS NOT NULL AND id > 0 AND channel = 'sms' AND NOT hidden
  AND created_date > '2000-01-01T00:00:00Z' AND length(text) > 3 AND conversation_id IS NOT NULL

-- name: long in list
SELECT id FROM contacts WHERE rev IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20)

-- name: any of an array
SELECT id, status FROM messages WHERE status = ANY (ARRAY['failed', 'queued'])

-- name: all of an array
SELECT id, status FROM messages WHERE status <> ALL (ARRAY['failed', 'sent'])

-- name: text compared as text
SELECT id, first_name FROM contacts WHERE first_name >= 'M' AND first_name < 'T'

-- name: number as text
SELECT id FROM contacts WHERE rev = '2'

-- name: number compared with a decimal
SELECT id FROM contacts WHERE rev > 2.5 AND rev < 4.5

-- name: text with a quote in it
SELECT id, text FROM messages WHERE text LIKE '%''%'

-- name: where over an alias of a derived table
SELECT * FROM (SELECT id, upper(name) AS loud FROM tags) AS t WHERE loud LIKE '%E%'
