"""The tables of schema.md as data: each column with its type, its field of the API, and whether it is extended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OracleColumn:
    """One column: ``kind`` is its type, or ``PHONE``, ``PHONES``, ``KEY``; ``path`` leads into the API's object.

    ``extended`` columns are invisible to ``*``: those that cost calls, and hints, which are written and read as NULL.
    """

    name: str
    kind: str
    path: tuple[str, ...]
    extended: bool = False

    @property
    def sql_type(self) -> str:
        """The type's name in the engine."""
        return {"PHONE": "VARCHAR", "PHONES": "JSON", "KEY": "BIGINT", "NAME": "VARCHAR"}.get(self.kind, self.kind)


def _columns(lines: str) -> tuple[OracleColumn, ...]:
    columns = []
    for line in lines.strip().splitlines():
        name, kind, *rest = line.split()
        extended = rest[-1:] == ["E"]
        field = rest[0] if rest and rest != ["E"] else name
        columns.append(OracleColumn(name, kind, tuple(field.split(".")), extended))
    return tuple(columns)


TABLES: dict[str, tuple[OracleColumn, ...]] = {
    "contacts": _columns("""
        id KEY
        uuid VARCHAR
        display_name VARCHAR
        first_name VARCHAR first
        last_name VARCHAR last
        email VARCHAR
        phone PHONE
        avatar_file_name VARCHAR avatar E
        team_id BIGINT
        creator_id BIGINT
        assigned_user_id BIGINT
        tags JSON
        shared BOOLEAN
        created_date TIMESTAMPTZ created
        updated_date TIMESTAMPTZ updated
        rev BIGINT
        op VARCHAR
        is_opted_out BOOLEAN
        external_id VARCHAR
        external_ref VARCHAR
        inbox_id BIGINT
        parent_id BIGINT
        type VARCHAR
        notes JSON note
        contact_channels JSON
        is_blocked BOOLEAN blocked E
        is_unsubscribed BOOLEAN unsubscribed E
        unsubscribed_admin BOOLEAN E
        unsubscribed_contact BOOLEAN E
    """),
    "contact_tags": _columns("""
        contact_id KEY
        tag_id KEY
    """),
    "contact_channels": _columns("""
        id NAME
        contact_uuid VARCHAR
        contact_id VARCHAR
        team_id BIGINT
        channel_type VARCHAR
        channel_id VARCHAR
        info_channel VARCHAR
        channel_handle VARCHAR
        created_date TIMESTAMPTZ created
        updated_date TIMESTAMPTZ updated
    """),
    "custom_fields": _columns("""
        id KEY
        title VARCHAR
        column_name VARCHAR
    """),
    "conversations": _columns("""
        id KEY
        inbox_id BIGINT inbox
        target VARCHAR
        targets JSON
        name VARCHAR
        channel VARCHAR
        type VARCHAR
        status VARCHAR
        is_closed BOOLEAN
        assigned_user_id BIGINT assigned
        creator_id BIGINT creator
        created_date TIMESTAMPTZ created
        updated_date TIMESTAMPTZ updated
        snooze_till TIMESTAMPTZ
        last_inbound BIGINT
        last_message VARCHAR last_msg
        read BIGINT
        is_unread BOOLEAN unread
        unread_users JSON unread_users E
        replied BOOLEAN
        blocked BOOLEAN
        muted BOOLEAN
        email_noti BOOLEAN
        support BOOLEAN
        members JSON
        local_id VARCHAR
        noreply VARCHAR
        op VARCHAR
        super BIGINT
    """),
    "messages": _columns("""
        id KEY
        created_date TIMESTAMPTZ date
        updated_date TIMESTAMPTZ updated
        text VARCHAR
        type VARCHAR
        status VARCHAR
        user_id BIGINT user
        is_inbound BOOLEAN
        author VARCHAR
        target VARCHAR
        targets JSON
        phone PHONE
        media_url VARCHAR media
        media_file_content BLOB E
        link_url VARCHAR
        custom JSON
        broadcast_id BIGINT
        flagged BOOLEAN
        local_id VARCHAR
        channel VARCHAR
        hidden BOOLEAN
        raw_error VARCHAR
        target_errors JSON
        super BIGINT
        support BOOLEAN
        conversation_id BIGINT conversation.id
        inbox_id BIGINT conversation.inbox
        conversation JSON
        is_private BOOLEAN hint E
        list_id BIGINT hint E
        template_id BIGINT hint E
        survey_id BIGINT hint E
        conv_title VARCHAR hint E
    """),
    "lists": _columns("""
        id KEY
        name VARCHAR
        local_id VARCHAR
        targets JSON
        team_id BIGINT
        creator_id BIGINT
        shared BOOLEAN
        created_date TIMESTAMPTZ created
        updated_date TIMESTAMPTZ updated
        rev BIGINT
        is_archived BOOLEAN archived
    """),
    "list_members": _columns("""
        list_id KEY
        phone PHONE
        first_name VARCHAR f
        last_name VARCHAR l
    """),
    "tags": _columns("""
        id KEY
        name VARCHAR tag
        color VARCHAR
        team_id BIGINT
        created_date TIMESTAMPTZ created
        updated_date TIMESTAMPTZ updated
        rev BIGINT
    """),
    "templates": _columns("""
        id KEY
        name VARCHAR
        local_id VARCHAR
        text VARCHAR content.text
        content JSON
        team_id BIGINT
        creator_id BIGINT
        shared BOOLEAN
        created_date TIMESTAMPTZ created
        updated_date TIMESTAMPTZ updated
        rev BIGINT
        is_archived BOOLEAN archived
        op VARCHAR
    """),
    "template_files": _columns("""
        template_id KEY
        position KEY
        url VARCHAR
        original_url VARCHAR
        annotation_text VARCHAR
        annotation_position VARCHAR
        name VARCHAR
        type VARCHAR
        content BLOB E
    """),
    "surveys": _columns("""
        id KEY
        name VARCHAR
        type VARCHAR
        question VARCHAR
        created_date TIMESTAMPTZ created
        updated_date TIMESTAMPTZ updated
    """),
    "inboxes": _columns("""
        id KEY
        name VARCHAR
        team_id BIGINT team
        members JSON
        phone PHONE
        phones PHONES
        auto_assignable BOOLEAN
        bco_chats BOOLEAN
        forward_number VARCHAR
        invited JSON
        op VARCHAR
        rev BIGINT
        widget_code VARCHAR
        allowed_domains JSON
        widget_settings JSON
        created_date TIMESTAMPTZ created_at
        updated_date TIMESTAMPTZ updated_at
        ai_agent_auto_assign BOOLEAN
        auto_close BOOLEAN
        force_assign BOOLEAN
        high_throughput BOOLEAN
        ignore_inc_call_notif BOOLEAN
        is_bandwidth BOOLEAN
        is_business_hours BOOLEAN
        is_quiet_hours BOOLEAN
        ittc BIGINT
        notify_all BOOLEAN
        notify_after_inbound_idle BIGINT
        notify_after_outbound_idle BIGINT
        notify_on_inbound_idle BOOLEAN
        notify_on_outbound_idle BOOLEAN
        notify_on_chat_assignment BOOLEAN
        email_on_inbound_idle BOOLEAN
        email_on_outbound_idle BOOLEAN
        promote_inbound_idle_to_top BOOLEAN
        promote_outbound_idle_to_top BOOLEAN
        show_waiting_indicator BOOLEAN
        unassign_on_close BOOLEAN
        business_hours JSON
    """),
    "inbox_members": _columns("""
        inbox_id KEY
        member_id KEY
    """),
    "members": _columns("""
        id KEY
        name VARCHAR
        role VARCHAR
        role_id BIGINT
        email VARCHAR
        phone PHONE
        team_id BIGINT
        created_date TIMESTAMPTZ created_at
        updated_date TIMESTAMPTZ updated_at
        user_created_at TIMESTAMPTZ
        user_updated_at TIMESTAMPTZ
        first_name VARCHAR hint E
        last_name VARCHAR hint E
    """),
    "team": _columns("""
        id KEY
        name VARCHAR
        list_size BIGINT
        members JSON
    """),
    "schedules": _columns("""
        id KEY
        execute_date TIMESTAMPTZ execute
        inbox_id BIGINT
        local_id VARCHAR
        created_date TIMESTAMPTZ created
        updated_date TIMESTAMPTZ updated
        op VARCHAR
        rev BIGINT
        meta JSON
        team_id BIGINT
        user_id BIGINT
        text VARCHAR meta.content.text
        content JSON meta.content
        conversation_id BIGINT meta.conversation_id
        list_id BIGINT meta.list_id
        campaign_id BIGINT meta.campaign_id
        campaign_step_id BIGINT meta.campaign_step_id
        campaign_target_phone PHONE meta.campaign_target_phone
        phone VARCHAR hint E
    """),
}
