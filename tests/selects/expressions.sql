-- name: constant
SELECT 1 AS one, 'two' AS two, NULL AS three, TRUE AS four, 1.5 AS five

-- name: constant with arithmetic
SELECT 2 + 3 * 4 AS a, (2 + 3) * 4 AS b, -7 % 3 AS c, 2 - -1 AS d, mod(17, 5) AS e

-- name: integer division cuts
-- oracle: SELECT 7 // 2 AS a, -7 // 2 AS b, 7 / 2.0 AS c
SELECT 7 / 2 AS a, -7 / 2 AS b, 7 / 2.0 AS c

-- name: integer division of columns
-- oracle: SELECT id, id // 7 AS week, (id + rev) // 2 AS middle FROM contacts
SELECT id, id / 7 AS week, (id + rev) / 2 AS middle FROM contacts

-- name: division of a sum
SELECT team_id, sum(id) * 1.0 / count(*) AS mean FROM contacts GROUP BY team_id

-- name: arithmetic on columns
SELECT id, id + 1 AS next, id * 2 AS twice, id - rev AS difference, -id AS negative, id % 10 AS digit FROM contacts

-- name: arithmetic with nulls
SELECT id, assigned_user_id + 1 AS a, assigned_user_id * NULL AS b, coalesce(assigned_user_id, 0) + 1 AS c FROM contacts

-- name: concatenation
SELECT id, first_name || ' ' || last_name AS name, 'id ' || id AS label FROM contacts

-- name: concatenation functions ignore nulls
SELECT id, concat(first_name, '-', email) AS a, concat_ws(', ', last_name, first_name, email) AS b FROM contacts

-- name: case searched
SELECT id, CASE WHEN email IS NULL THEN 'none' WHEN email LIKE '%example%' THEN 'example' ELSE 'other' END AS kind
FROM contacts

-- name: case simple
SELECT id, CASE status WHEN 'sent' THEN 1 WHEN 'delivered' THEN 2 WHEN 'failed' THEN -1 END AS rank FROM messages

-- name: case nested
SELECT id,
       CASE WHEN is_inbound THEN CASE WHEN media_url IS NULL THEN 'text in' ELSE 'media in' END
            ELSE CASE WHEN flagged THEN 'flagged out' ELSE 'out' END END AS kind
FROM messages

-- name: coalesce chain
SELECT id, coalesce(email, phone, display_name, 'nobody') AS reach FROM contacts

-- name: nullif
SELECT id, nullif(channel, 'sms') AS other_channel, nullif(rev, 1) AS changed FROM (
    SELECT conversations.id, channel, inbox_id AS rev FROM conversations) AS c

-- name: greatest and least
SELECT id, greatest(created_date, updated_date) AS late, least(created_date, updated_date) AS early,
       greatest(1, 2, NULL) AS two
FROM conversations

-- name: text functions
SELECT id, upper(first_name) AS u, lower(last_name) AS l, length(display_name) AS n, trim(display_name) AS t,
       reverse(first_name) AS r
FROM contacts

-- name: text parts
SELECT id, left(phone, 4) AS l, right(phone, 4) AS r, substring(phone FROM 2 FOR 3) AS area, substr(phone, 5) AS rest
FROM contacts

-- name: text search functions
SELECT id, position('@' IN email) AS at_sign, strpos(email, '.') AS dot, split_part(email, '@', 2) AS domain
FROM contacts

-- name: replace, pad and repeat
SELECT id, replace(phone, '1', '-') AS a, lpad(rev::text, 5, '0') AS b, rpad(coalesce(first_name, ''), 8, '.') AS c,
       repeat('ab', 2) AS d
FROM contacts

-- name: translate, ascii, chr and md5
SELECT id, translate(phone, '0123', 'abcd') AS a, ascii(first_name) AS b, chr(65) AS c, md5(phone) AS d FROM contacts

-- name: trim of characters
SELECT id, trim(BOTH '1' FROM phone) AS a, ltrim(phone, '1') AS b, rtrim(phone, '0123') AS c FROM contacts

-- name: regexp_replace
SELECT id, regexp_replace(phone, '^1(\d{3})', 'area ') AS a, regexp_replace(text, '[aeiou]', '', 'g') AS b
FROM messages ORDER BY id LIMIT 200

-- name: number functions
SELECT id, abs(-id) AS a, sign(-5) AS b, power(2, 3) AS c, sqrt(16) AS d, ceil(1.2) AS e, floor(-1.2) AS f FROM tags

-- name: round and trunc of decimals
SELECT round(2.345, 2) AS a, trunc(2.789) AS b, round(1234.5678, 1) AS c, round(7.4) AS d

-- name: casts to text and back
SELECT id, id::text AS a, CAST(id AS varchar) AS b, CAST(id::text AS bigint) AS c, (phone::bigint) % 1000 AS d
FROM contacts

-- name: casts of flags
SELECT id, is_inbound::int AS a, CAST(flagged AS integer) AS b, is_inbound::text AS c FROM messages

-- name: casts of times
SELECT id, created_date::date AS day, CAST(created_date AS timestamp) AS stamp FROM messages

-- name: casts of decimals
SELECT id, CAST(id AS numeric(12, 2)) AS a, id::double precision AS b, CAST('12.50' AS numeric(6, 2)) AS c FROM tags

-- name: flags in logic
SELECT id, is_inbound AND flagged AS a, is_inbound OR flagged AS b, NOT is_inbound AS c, is_inbound = flagged AS d
FROM messages

-- name: three-valued logic
SELECT id, (email = 'x') AS a, (email = 'x') IS NULL AS b, NOT (email = 'x') AS c, (email = 'x') OR TRUE AS d,
       (email = 'x') AND FALSE AS e
FROM contacts

-- name: is tests of flags
SELECT id, is_inbound IS TRUE AS a, is_inbound IS NOT FALSE AS b, (user_id > 0) IS NOT TRUE AS c,
       (user_id > 0) IS UNKNOWN AS d
FROM messages

-- name: comparison as a value
SELECT id, rev > 3 AS a, rev BETWEEN 2 AND 4 AS b, rev IN (1, 3) AS c, email IS NULL AS d, email IS NOT NULL AS e
FROM contacts

-- name: like as a value
SELECT id, email LIKE '%example.com' AS a, phone NOT LIKE '1%' AS b, first_name ILIKE 'a%' AS c FROM contacts

-- name: duplicate expressions and aliases
SELECT id AS a, id AS b, id + 0 AS c, contacts.id AS d FROM contacts

-- name: alias of the table
SELECT c.id, c.display_name FROM contacts AS c WHERE c.rev > 1

-- name: table name qualified by schema
SELECT heymarket.contacts.id, heymarket.contacts.phone FROM heymarket.contacts
-- oracle: SELECT id, phone FROM contacts

-- name: column aliases of a table
SELECT t.a, t.b FROM tags AS t(a, b)
-- oracle: SELECT id AS a, name AS b FROM tags

-- name: star with more columns
-- columns: any
SELECT *, upper(name) AS loud FROM tags

-- name: star of one relation
-- columns: any
SELECT t.*, c.contact_id FROM tags AS t JOIN contact_tags AS c ON c.tag_id = t.id

-- name: star twice
-- columns: any
SELECT t.*, i.* FROM (SELECT id AS tag_id, name AS tag_name FROM tags) AS t
CROSS JOIN (SELECT id AS inbox_id, name AS inbox_name FROM inboxes) AS i

-- name: quoted identifiers
SELECT "id", "first_name" AS "First Name", "last_name" AS "Last ""Name""" FROM "contacts" AS "C" WHERE "C"."rev" >= 1

-- name: identifiers fold to lower case
SELECT ID, First_Name, CONTACTS.Last_Name FROM Contacts

-- name: reserved words as columns
SELECT id, read, super, type, name, op FROM conversations

-- name: comments in the text
SELECT /* the key */ id, -- a comment; with a semicolon and a ? mark
       name /* nested /* comment */ ends */
FROM tags -- the end

-- name: escaped quote and unicode
SELECT 'it''s' AS a, 'ünïcödé ☎' AS b, '%' AS c, '?' AS d, ':name' AS e, E'tab\there' AS f

-- name: row comparison
SELECT id FROM contacts WHERE (team_id, rev) = (team_id, 2)

-- name: row in list
SELECT id, inbox_id, channel FROM conversations WHERE (channel, is_closed) IN (('sms', TRUE), ('email', FALSE))

-- name: boolean expression in order and projection
SELECT id, email IS NULL AS missing FROM contacts ORDER BY email IS NULL, id
-- ordered: yes

-- name: numeric literals
SELECT 1e3 AS a, 1.50 AS b, 12345678901 AS c, .5 AS d, -0 AS e

-- name: interval literals
SELECT INTERVAL '1 day' AS a, INTERVAL '2 hours 30 minutes' AS b, INTERVAL '90' SECOND AS c

-- name: array values
SELECT ARRAY[1, 2, 3] AS a, ARRAY['x', NULL] AS b, (ARRAY[10, 20, 30])[2] AS c, array_length(ARRAY[1, 2], 1) AS d

-- name: function over nothing
SELECT coalesce(NULL, NULL, 'x') AS a, nullif(1, 1) AS b, greatest(3, 1, 2) AS c, length('') AS d, '' = '' AS e
