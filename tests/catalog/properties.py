"""Every property of the API's objects, and the endpoints that read them, written down from the fact sheets."""

# Table -> properties of the objects that its rows are made of (a dot leads into a nested object).
PROPERTIES: dict[str, str] = {
    "contacts": """
        id display_name first last email phone custom avatar team_id creator_id assigned_user_id tags shared created
        updated rev op is_opted_out external_id external_ref inbox_id parent_id type note uuid contact_channels
        unsubscribed blocked unsubscribed_admin unsubscribed_contact
    """,
    "contact_tags": "tag_id",
    "contact_channels": """
        id team_id contact_id channel_type channel_id info_channel channel_handle created updated
    """,
    "custom_fields": "id title",
    "conversations": """
        id inbox target name channel type status assigned creator created updated snooze_till last_inbound read replied
        blocked muted email_noti support noreply op super local_id members unread unread_users last_msg targets
    """,
    "messages": """
        id date updated text type status user author target phone media link_url custom broadcast_id flagged local_id
        super support conversation channel hidden raw_error target_errors targets conversation.id conversation.inbox
        conversation.channel conversation.target
    """,
    "lists": "id name local_id targets team_id creator_id shared created updated rev archived",
    "list_members": "f l",
    "tags": "id tag color team_id created updated rev",
    "templates": """
        id name local_id content content.text team_id creator_id shared created updated rev archived op
    """,
    "template_files": "url original_url annotation_text annotation_position name type",
    "surveys": "id name type question created updated",
    "inboxes": """
        id name team members phone phones auto_assignable bco_chats forward_number invited op rev widget_code
        allowed_domains widget_settings created_at updated_at ai_agent_auto_assign auto_close force_assign
        high_throughput ignore_inc_call_notif is_bandwidth is_business_hours is_quiet_hours ittc notify_all
        notify_after_inbound_idle notify_after_outbound_idle notify_on_inbound_idle notify_on_outbound_idle
        notify_on_chat_assignment email_on_inbound_idle email_on_outbound_idle promote_inbound_idle_to_top
        promote_outbound_idle_to_top show_waiting_indicator unassign_on_close business_hours
    """,
    "inbox_members": "id",
    "members": "id name role email phone role_id team_id created_at updated_at user_created_at user_updated_at",
    "team": "id name list_size members",
    "schedules": """
        id execute inbox_id local_id created updated op rev meta meta.campaign_id meta.campaign_step_id
        meta.campaign_target_phone meta.content meta.conversation_id meta.list_id team_id user_id
    """,
}

# Columns that are written and never read back.
HINTS = {
    "messages": {"is_private", "list_id", "template_id", "survey_id", "conv_title"},
    "schedules": {"phone"},
    "members": {"first_name", "last_name"},
}

# Columns that SELECT * leaves out, because each row costs a call.
EXTENDED = {
    "contacts": {
        *("avatar_file_name", "is_blocked", "is_unsubscribed"),
        *("unsubscribed_admin", "unsubscribed_contact"),
    },
    "conversations": {"unread_users"},
    "messages": {"media_file_content"},
    "template_files": {"content"},
}

# Operation -> names that its path, query or body takes, as far as reading needs them.
OPERATIONS: dict[str, str] = {
    "GET /v1/contact/{id}": "id",
    "GET /v2/contact/{contactID}": "contactID",
    "GET /v2/contact/{contactID}/channels": "contactID",
    "POST /v1/contact/get": "phone id",
    "POST /v1/contact/status": "id phone",
    "POST /v1/contacts": "date limit page ascending order",
    "POST /v1/contacts/count": "date",
    "POST /v2/contacts/list": "date limit page ascending",
    "POST /v2/contacts/search": "contact_channels",
    "POST /v1/contact-fields": "date limit page ascending order",
    "POST /v1/conversations": "id date limit page ascending order filters.inboxes filters.closed filters.unread",
    "POST /v1/conversations/count": "date",
    "GET /v1/conversations/{id}": "id",
    "GET /v1/messages": "phoneNumber inboxID timestamp",
    "POST /v1/messages/all": "created_at date limit page ascending order",
    "POST /v1/messages/all/count": "created_at date limit page ascending order",
    "GET /v1/list/{id}": "id",
    "POST /v1/lists": "date limit page ascending order archived",
    "GET /v1/tag/{id}": "id",
    "POST /v1/tags": "date limit page ascending order",
    "GET /v1/template/{id}": "id",
    "POST /v1/templates": "date limit page ascending order archived",
    "GET /v1/survey/{id}": "id",
    "POST /v1/surveys": "limit page",
    "GET /v1/inboxes": "",
    "GET /v1/team": "",
    "GET /v1/users": "",
    "GET /v1/users/get": "phone email",
    "GET /v1/schedule/{id}": "id",
}

# Table -> key, and what a query must narrow by.
KEYS = {
    "contacts": "id",
    "contact_tags": "contact_id, tag_id",
    "contact_channels": "id",
    "custom_fields": "id",
    "conversations": "id",
    "messages": "id",
    "lists": "id",
    "list_members": "list_id, phone",
    "tags": "id",
    "templates": "id",
    "template_files": "template_id, position",
    "surveys": "id",
    "inboxes": "id",
    "inbox_members": "inbox_id, member_id",
    "members": "id",
    "team": "id",
    "schedules": "id",
}
REQUIRED = {"contact_channels": ("contact_uuid",), "schedules": ("id",)}
