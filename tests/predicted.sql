-- Queries of each kind that can be priced; names in braces are values of the account.
SELECT id FROM contacts WHERE id = {contacts0}
SELECT id FROM conversations WHERE id = {conversations0}
SELECT id, last_message, members FROM conversations WHERE id = {conversations0}
SELECT id FROM lists WHERE id = {lists0}
SELECT id FROM tags WHERE id = {tags0}
SELECT id FROM templates WHERE id = {templates0}
SELECT id FROM surveys WHERE id = {surveys0}
SELECT id FROM contacts WHERE id IN ({contacts0}, {contacts1}, {contacts2})
SELECT id FROM contacts WHERE id = {contacts0} OR id = {contacts1}
SELECT id FROM contacts WHERE id IN ({contacts0}, {contacts1}, {contacts2}, {contacts3}, {contacts4}, 1, 2, 3, 4, 5, 6)
SELECT id FROM tags WHERE id IN ({tags0}, {tags1}, {tags2})
SELECT id FROM contacts WHERE phone = '{phone0}'
SELECT id FROM contacts WHERE phone IN ('{phone0}', '{phone1}', '{phone2}')
SELECT id FROM contacts WHERE email = 'a@example.com'
SELECT id FROM contacts WHERE updated_date > '{ctime}'
SELECT id FROM contacts WHERE updated_date <= '{ctime}'
SELECT id FROM contacts WHERE updated_date BETWEEN '{ctime}' AND '2030-01-01'
SELECT id FROM messages WHERE created_date > '{mtime}'
SELECT id FROM messages WHERE created_date < '{mtime}'
SELECT id FROM conversations WHERE updated_date > '{vtime}'
SELECT id FROM conversations WHERE updated_date < '{vtime}'
SELECT id FROM contacts ORDER BY updated_date DESC LIMIT 10
SELECT id FROM contacts ORDER BY updated_date DESC LIMIT 150
SELECT id FROM contacts ORDER BY updated_date LIMIT 10
SELECT id FROM conversations ORDER BY updated_date DESC LIMIT 10
SELECT id FROM messages ORDER BY created_date DESC LIMIT 10
SELECT id FROM messages ORDER BY created_date DESC LIMIT 250
SELECT id FROM messages ORDER BY created_date LIMIT 10
SELECT id FROM lists ORDER BY updated_date DESC LIMIT 10
SELECT id FROM contacts LIMIT 10 OFFSET 210
SELECT id FROM contacts LIMIT 10
SELECT id FROM contacts LIMIT 110
SELECT id FROM messages LIMIT 10
SELECT id FROM conversations LIMIT 10
SELECT id FROM contacts WHERE first_name LIKE 'A%' LIMIT 3
SELECT COUNT(*) FROM contacts
SELECT COUNT(*) FROM messages
SELECT COUNT(*) FROM conversations
SELECT COUNT(*) FROM lists
SELECT COUNT(*) FROM contacts WHERE updated_date > '{ctime}'
SELECT EXISTS (SELECT 1 FROM contacts)
SELECT MAX(updated_date) FROM contacts
SELECT MIN(created_date) FROM messages
SELECT MAX(created_date) FROM messages
SELECT MAX(updated_date) FROM conversations
SELECT id FROM conversations WHERE inbox_id = 42
SELECT id FROM conversations WHERE inbox_id IN (42, 95)
SELECT id FROM messages WHERE conversation_id = {conversations0}
SELECT c.id, v.id FROM contacts c JOIN conversations v ON v.target = c.phone WHERE v.id = {conversations0}
SELECT c.id, v.id FROM contacts c JOIN conversations v ON v.target = c.phone WHERE c.id = {contacts0}
SELECT c.id FROM contacts c WHERE phone IN (SELECT target FROM conversations WHERE inbox_id = 42)
SELECT a.id FROM contacts a JOIN contacts b ON a.id = b.id
WITH m AS (SELECT id FROM contacts) SELECT a.id FROM m a JOIN m b ON a.id = b.id
SELECT id, avatar_file_name FROM contacts LIMIT 1
SELECT id FROM contacts WHERE FALSE
SELECT id FROM contacts LIMIT 0
SELECT table_name FROM information_schema.tables
SELECT id FROM contacts
SELECT id FROM messages
SELECT id FROM conversations
SELECT id FROM lists
SELECT id FROM tags
SELECT id FROM templates
SELECT id FROM surveys
SELECT id FROM inboxes
SELECT id FROM members
SELECT id, email FROM members
SELECT id FROM team
SELECT id FROM custom_fields
SELECT member_id FROM inbox_members
SELECT contact_id, tag_id FROM contact_tags
SELECT COUNT(*) FROM contact_tags
SELECT inbox_id, COUNT(*) FROM conversations GROUP BY 1
SELECT MIN(updated_date), MAX(updated_date) FROM conversations
SELECT MIN(created_date), MAX(created_date) FROM messages
SELECT EXISTS (SELECT 1 FROM messages WHERE created_date > '2024-12-01')
SELECT id FROM messages WHERE created_date > '2024-12-01' LIMIT 3
SELECT id FROM contacts LIMIT 330
SELECT id FROM contacts LIMIT 400
SELECT id FROM messages LIMIT 5000
SELECT id FROM conversations LIMIT 5000
SELECT id FROM lists LIMIT 5000
SELECT id FROM surveys LIMIT 5000
SELECT COUNT(*) FROM contacts WHERE updated_date BETWEEN '2024-06-01' AND '{ctime}'
SELECT COUNT(*) FROM contacts WHERE updated_date <= '{ctime}'
SELECT COUNT(*) FROM messages WHERE created_date >= '2024-01-01' AND created_date < '{mtime}'
SELECT COUNT(*) FROM conversations WHERE updated_date > '2024-01-01' AND updated_date <= '{vtime}'
SELECT id FROM contacts LIMIT 329
SELECT id FROM messages LIMIT 900
SELECT id FROM conversations LIMIT 60
SELECT id FROM surveys LIMIT 50
