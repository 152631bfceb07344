-- name: avatars
-- extended: yes
SELECT id, avatar_file_name FROM contacts

-- name: avatars of a filter
-- extended: yes
SELECT id, avatar_file_name, is_blocked FROM contacts WHERE rev > 25

-- name: avatar of one
-- extended: yes
-- parameter: SELECT min(id) FROM extended.contacts WHERE avatar_file_name IS NOT NULL
SELECT avatar_file_name, is_unsubscribed FROM contacts WHERE id = ?

-- name: extended in where
-- extended: yes
SELECT id FROM contacts WHERE is_blocked AND rev < 20

-- name: extended in order
-- extended: yes
-- ordered: yes
SELECT id FROM contacts WHERE rev > 20 ORDER BY avatar_file_name NULLS LAST, id LIMIT 10

-- name: extended in an aggregate
-- extended: yes
SELECT count(*) AS n, count(avatar_file_name) AS pictures FROM contacts WHERE is_unsubscribed

-- name: extended that an outer query drops
-- extended: yes
SELECT id FROM (SELECT id, avatar_file_name FROM contacts) AS t

-- name: extended after a limit
-- extended: yes
-- ordered: yes
SELECT id, avatar_file_name FROM contacts ORDER BY id LIMIT 3

-- name: media of messages
-- extended: yes
-- ordered: yes
SELECT id, media_url, media_file_content FROM messages WHERE media_url IS NOT NULL ORDER BY id LIMIT 20

-- name: media of messages without media
-- extended: yes
SELECT id, media_file_content FROM messages WHERE flagged

-- name: size of media
-- extended: yes
SELECT id, octet_length(media_file_content) AS size FROM messages WHERE media_url IS NOT NULL AND NOT is_inbound

-- name: content of template files
-- extended: yes
SELECT template_id, position, content FROM template_files

-- name: extended in a join
-- extended: yes
SELECT c.id, c.avatar_file_name, t.name FROM contacts AS c JOIN contact_tags AS ct ON ct.contact_id = c.id
JOIN tags AS t ON t.id = ct.tag_id WHERE t.rev = 1

-- name: unread users
-- extended: yes
SELECT id, unread_users FROM conversations WHERE is_unread

-- name: star leaves extended columns out
-- columns: any
SELECT * FROM contacts WHERE rev = 3

-- name: hints read as null
-- extended: yes
SELECT id, is_private, list_id, template_id, survey_id, conv_title FROM messages WHERE flagged

-- name: the hint of schedules reads as null
-- extended: yes
-- parameter: SELECT min(id) FROM schedules
SELECT id, phone FROM schedules WHERE id = ?

-- name: hints of members
-- extended: yes
SELECT id, name, first_name, last_name FROM members

-- name: status of contacts
-- extended: yes
SELECT id, is_blocked, is_unsubscribed, unsubscribed_admin, unsubscribed_contact FROM contacts WHERE rev IN (1, 2, 3)

-- name: hints do not hide columns of other tables
SELECT contacts.id, first_name, last_name FROM contacts JOIN members ON members.id = contacts.creator_id
