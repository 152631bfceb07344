-- name: contacts, column by column
SELECT id, uuid, display_name, first_name, last_name, email, phone, team_id, creator_id, assigned_user_id,
       tags, shared, created_date, updated_date, rev, op, is_opted_out, external_id, external_ref, inbox_id,
       parent_id, type, notes, contact_channels, account_number, plan, email_custom_47, plan_custom_50,
       field_2024, custom_56, citta_d_origine
FROM contacts

-- name: contacts, star in order
-- columns: any
-- ordered: yes
SELECT * FROM contacts ORDER BY id

-- name: contacts, count of values
SELECT count(*) AS n, count(id) AS n_id, count(uuid) AS n_uuid, count(display_name) AS n_display_name, count(first_name) AS n_first_name, count(last_name) AS n_last_name, count(email) AS n_email
FROM contacts

-- name: contact_tags, column by column
SELECT contact_id, tag_id
FROM contact_tags

-- name: contact_tags, star in order
-- columns: any
-- ordered: yes
SELECT * FROM contact_tags ORDER BY contact_id, tag_id

-- name: contact_tags, count of values
SELECT count(*) AS n, count(contact_id) AS n_contact_id, count(tag_id) AS n_tag_id
FROM contact_tags

-- name: contact_channels, column by column
-- parameter: SELECT min(contact_uuid) FROM contact_channels
-- parameter: SELECT max(contact_uuid) FROM contact_channels
SELECT id, contact_uuid, contact_id, team_id, channel_type, channel_id, info_channel, channel_handle,
       created_date, updated_date
FROM contact_channels WHERE contact_uuid IN (?, ?)

-- name: contact_channels, star in order
-- columns: any
-- ordered: yes
-- parameter: SELECT min(contact_uuid) FROM contact_channels
-- parameter: SELECT max(contact_uuid) FROM contact_channels
SELECT * FROM contact_channels WHERE contact_uuid IN (?, ?) ORDER BY id

-- name: contact_channels, count of values
-- parameter: SELECT min(contact_uuid) FROM contact_channels
-- parameter: SELECT max(contact_uuid) FROM contact_channels
SELECT count(*) AS n, count(id) AS n_id, count(contact_uuid) AS n_contact_uuid, count(contact_id) AS n_contact_id, count(team_id) AS n_team_id, count(channel_type) AS n_channel_type, count(channel_id) AS n_channel_id
FROM contact_channels WHERE contact_uuid IN (?, ?)

-- name: custom_fields, column by column
SELECT id, title, column_name
FROM custom_fields

-- name: custom_fields, star in order
-- columns: any
-- ordered: yes
SELECT * FROM custom_fields ORDER BY id

-- name: custom_fields, count of values
SELECT count(*) AS n, count(id) AS n_id, count(title) AS n_title, count(column_name) AS n_column_name
FROM custom_fields

-- name: conversations, column by column
SELECT id, inbox_id, target, targets, name, channel, type, status, is_closed, assigned_user_id, creator_id,
       created_date, updated_date, snooze_till, last_inbound, last_message, read, is_unread, replied, blocked,
       muted, email_noti, support, members, local_id, noreply, op, super
FROM conversations

-- name: conversations, star in order
-- columns: any
-- ordered: yes
SELECT * FROM conversations ORDER BY id

-- name: conversations, count of values
SELECT count(*) AS n, count(id) AS n_id, count(inbox_id) AS n_inbox_id, count(target) AS n_target, count(targets) AS n_targets, count(name) AS n_name, count(channel) AS n_channel
FROM conversations

-- name: messages, column by column
SELECT id, created_date, updated_date, text, type, status, user_id, is_inbound, author, target, targets, phone,
       media_url, link_url, custom, broadcast_id, flagged, local_id, channel, hidden, raw_error, target_errors,
       super, support, conversation_id, inbox_id, conversation
FROM messages

-- name: messages, star in order
-- columns: any
-- ordered: yes
SELECT * FROM messages ORDER BY id

-- name: messages, count of values
SELECT count(*) AS n, count(id) AS n_id, count(created_date) AS n_created_date, count(updated_date) AS n_updated_date, count(text) AS n_text, count(type) AS n_type, count(status) AS n_status
FROM messages

-- name: lists, column by column
SELECT id, name, local_id, targets, team_id, creator_id, shared, created_date, updated_date, rev, is_archived
FROM lists

-- name: lists, star in order
-- columns: any
-- ordered: yes
SELECT * FROM lists ORDER BY id

-- name: lists, count of values
SELECT count(*) AS n, count(id) AS n_id, count(name) AS n_name, count(local_id) AS n_local_id, count(targets) AS n_targets, count(team_id) AS n_team_id, count(creator_id) AS n_creator_id
FROM lists

-- name: list_members, column by column
SELECT list_id, phone, first_name, last_name
FROM list_members

-- name: list_members, star in order
-- columns: any
-- ordered: yes
SELECT * FROM list_members ORDER BY list_id, phone

-- name: list_members, count of values
SELECT count(*) AS n, count(list_id) AS n_list_id, count(phone) AS n_phone, count(first_name) AS n_first_name, count(last_name) AS n_last_name
FROM list_members

-- name: tags, column by column
SELECT id, name, color, team_id, created_date, updated_date, rev
FROM tags

-- name: tags, star in order
-- columns: any
-- ordered: yes
SELECT * FROM tags ORDER BY id

-- name: tags, count of values
SELECT count(*) AS n, count(id) AS n_id, count(name) AS n_name, count(color) AS n_color, count(team_id) AS n_team_id, count(created_date) AS n_created_date, count(updated_date) AS n_updated_date
FROM tags

-- name: templates, column by column
SELECT id, name, local_id, text, content, team_id, creator_id, shared, created_date, updated_date, rev,
       is_archived, op
FROM templates

-- name: templates, star in order
-- columns: any
-- ordered: yes
SELECT * FROM templates ORDER BY id

-- name: templates, count of values
SELECT count(*) AS n, count(id) AS n_id, count(name) AS n_name, count(local_id) AS n_local_id, count(text) AS n_text, count(content) AS n_content, count(team_id) AS n_team_id
FROM templates

-- name: template_files, column by column
SELECT template_id, position, url, original_url, annotation_text, annotation_position, name, type
FROM template_files

-- name: template_files, star in order
-- columns: any
-- ordered: yes
SELECT * FROM template_files ORDER BY template_id, position

-- name: template_files, count of values
SELECT count(*) AS n, count(template_id) AS n_template_id, count(position) AS n_position, count(url) AS n_url, count(original_url) AS n_original_url, count(annotation_text) AS n_annotation_text, count(annotation_position) AS n_annotation_position
FROM template_files

-- name: surveys, column by column
SELECT id, name, type, question, created_date, updated_date
FROM surveys

-- name: surveys, star in order
-- columns: any
-- ordered: yes
SELECT * FROM surveys ORDER BY id

-- name: surveys, count of values
SELECT count(*) AS n, count(id) AS n_id, count(name) AS n_name, count(type) AS n_type, count(question) AS n_question, count(created_date) AS n_created_date, count(updated_date) AS n_updated_date
FROM surveys

-- name: inboxes, column by column
SELECT id, name, team_id, members, phone, phones, auto_assignable, bco_chats, forward_number, invited, op, rev,
       widget_code, allowed_domains, widget_settings, created_date, updated_date, ai_agent_auto_assign,
       auto_close, force_assign, high_throughput, ignore_inc_call_notif, is_bandwidth, is_business_hours,
       is_quiet_hours, ittc, notify_all, notify_after_inbound_idle, notify_after_outbound_idle,
       notify_on_inbound_idle, notify_on_outbound_idle, notify_on_chat_assignment, email_on_inbound_idle,
       email_on_outbound_idle, promote_inbound_idle_to_top, promote_outbound_idle_to_top,
       show_waiting_indicator, unassign_on_close, business_hours
FROM inboxes

-- name: inboxes, star in order
-- columns: any
-- ordered: yes
SELECT * FROM inboxes ORDER BY id

-- name: inboxes, count of values
SELECT count(*) AS n, count(id) AS n_id, count(name) AS n_name, count(team_id) AS n_team_id, count(members) AS n_members, count(phone) AS n_phone, count(phones) AS n_phones
FROM inboxes

-- name: inbox_members, column by column
SELECT inbox_id, member_id
FROM inbox_members

-- name: inbox_members, star in order
-- columns: any
-- ordered: yes
SELECT * FROM inbox_members ORDER BY inbox_id, member_id

-- name: inbox_members, count of values
SELECT count(*) AS n, count(inbox_id) AS n_inbox_id, count(member_id) AS n_member_id
FROM inbox_members

-- name: members, column by column
SELECT id, name, role, role_id, email, phone, team_id, created_date, updated_date, user_created_at,
       user_updated_at
FROM members

-- name: members, star in order
-- columns: any
-- ordered: yes
SELECT * FROM members ORDER BY id

-- name: members, count of values
SELECT count(*) AS n, count(id) AS n_id, count(name) AS n_name, count(role) AS n_role, count(role_id) AS n_role_id, count(email) AS n_email, count(phone) AS n_phone
FROM members

-- name: team, column by column
SELECT id, name, list_size, members
FROM team

-- name: team, star in order
-- columns: any
-- ordered: yes
SELECT * FROM team ORDER BY id

-- name: team, count of values
SELECT count(*) AS n, count(id) AS n_id, count(name) AS n_name, count(list_size) AS n_list_size, count(members) AS n_members
FROM team

-- name: schedules, column by column
-- parameter: SELECT min(id) FROM schedules
-- parameter: SELECT max(id) FROM schedules
SELECT id, execute_date, inbox_id, local_id, created_date, updated_date, op, rev, meta, team_id, user_id, text,
       content, conversation_id, list_id, campaign_id, campaign_step_id, campaign_target_phone
FROM schedules WHERE id IN (?, ?)

-- name: schedules, star in order
-- columns: any
-- ordered: yes
-- parameter: SELECT min(id) FROM schedules
-- parameter: SELECT max(id) FROM schedules
SELECT * FROM schedules WHERE id IN (?, ?) ORDER BY id

-- name: schedules, count of values
-- parameter: SELECT min(id) FROM schedules
-- parameter: SELECT max(id) FROM schedules
SELECT count(*) AS n, count(id) AS n_id, count(execute_date) AS n_execute_date, count(inbox_id) AS n_inbox_id, count(local_id) AS n_local_id, count(created_date) AS n_created_date, count(updated_date) AS n_updated_date
FROM schedules WHERE id IN (?, ?)

-- name: custom fields as columns
SELECT id, account_number, plan, plan_custom_50, email, email_custom_47 FROM contacts WHERE account_number IS NOT NULL

-- name: custom fields filtered
SELECT id FROM contacts WHERE plan = 'pro' OR plan ILIKE 'pro\_%' ESCAPE '\'

-- name: custom fields grouped
SELECT plan, citta_d_origine, count(*) AS n FROM contacts GROUP BY plan, citta_d_origine

-- name: custom field by its title
SELECT id, "Account Number" FROM contacts WHERE "Account Number" LIKE 'AC-0%'
-- columns: unnamed
-- oracle: SELECT id, account_number FROM contacts WHERE account_number LIKE 'AC-0%'

-- name: custom field that begins with a digit
SELECT id, field_2024, custom_56 FROM contacts WHERE field_2024 IS NOT NULL OR custom_56 IS NOT NULL
