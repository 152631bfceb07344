"""The switches of writes: every silence of the vendor's texts about calls that change something, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from .choices_contacts import (
    ActiveStatus,
    AvatarStored,
    BatchInvalid,
    BatchLeftOut,
    BatchReply,
    ChannelKnown,
    ChannelMissing,
    ChannelReply,
    CustomEmpty,
    CustomNull,
    DeleteMissing,
    DeleteReply,
    DeleteText,
    Emptied,
    FailureKey,
    Foreign,
    History,
    Known,
    KnownName,
    LeftOut,
    NameLeftOut,
    OverwriteV2,
    TagsWritten,
    Unheard,
    UpdateReply,
    WriteReply,
)
from .choices_rest import (
    ActionMissing,
    ActionReply,
    BroadcastLocalIds,
    BroadcastReply,
    EmailThread,
    LocalIdScope,
    Membership,
    NewNumbers,
    ReassignNone,
    Recipient,
    Repeated,
    SchedulePhone,
    Sender,
    SendReply,
    SendStatus,
    TemplateText,
    UnreadScope,
    UsersReply,
)


@dataclass(frozen=True, slots=True)
class Writing:
    """One way to read what the vendor's texts say about writes, whole."""

    names_left_out: LeftOut = LeftOut.BLANKED
    display_name_left_out: NameLeftOut = NameLeftOut.REBUILT
    email_left_out: LeftOut = LeftOut.KEPT
    avatar_left_out: LeftOut = LeftOut.KEPT
    assignee_left_out: LeftOut = LeftOut.KEPT
    tags_left_out: LeftOut = LeftOut.KEPT
    opted_out_left_out: LeftOut = LeftOut.KEPT
    custom_left_out: LeftOut = LeftOut.KEPT
    empty_text: Emptied = Emptied.BLANKS
    empty_tags: Emptied = Emptied.BLANKS
    false_opt_out: Emptied = Emptied.BLANKS
    assignee_zero: Emptied = Emptied.KEPT
    assignee_minus_one: Emptied = Emptied.BLANKS
    unknown_assignee: Foreign = Foreign.REFUSED
    tags_written: TagsWritten = TagsWritten.REPLACED
    unknown_tag: Foreign = Foreign.REFUSED
    custom_null: CustomNull = CustomNull.EMPTIED
    custom_empty: CustomEmpty = CustomEmpty.STORED
    custom_titles: Unheard = Unheard.DROPPED
    unknown_custom: Foreign = Foreign.DROPPED
    avatar_stored: AvatarStored = AvatarStored.AS_GIVEN
    overwrite_v2: OverwriteV2 = OverwriteV2.HONOURED
    update_reply_v2: UpdateReply = UpdateReply.CONTACT
    create_v2_tail: bool = True
    known_phone: Known = Known.UPDATED
    known_channel: Known = Known.DOUBLED
    taken_refused: bool = False
    write_reply: WriteReply = WriteReply.FULL
    noop_moves: bool = True

    batch_reply: BatchReply = BatchReply.FAILED_OR_OK
    batch_skipped_listed: bool = False
    batch_custom_merged: bool = False
    bulk_custom_merged: bool = True
    batch_left_out: BatchLeftOut = BatchLeftOut.AS_UPDATE
    batch_rows: int = 0
    batch_invalid: BatchInvalid = BatchInvalid.ROW_FAILS
    batch_reversed: bool = False
    failure_key: FailureKey = FailureKey.ERROR

    delete_reply: DeleteReply = DeleteReply.OK
    delete_text: DeleteText = DeleteText.OK
    deletes_alike: bool = False
    delete_missing: DeleteMissing = DeleteMissing.AS_READ
    bulk_delete_unknown: Unheard = Unheard.DROPPED
    contact_history: History = History.GONE
    deleted_contact_listed: bool = False
    active_status: ActiveStatus = ActiveStatus.BOTH
    status_moves: bool = True

    known_field: KnownName = KnownName.RETURNED
    channel_reply: ChannelReply = ChannelReply.CHANNELS
    channel_known: ChannelKnown = ChannelKnown.REPLACED
    channel_missing: ChannelMissing = ChannelMissing.MISSING
    channel_moves: bool = True
    last_channel_refused: bool = False

    list_local_id: Repeated = Repeated.RETURNED
    list_members: Membership = Membership.REPLACED
    list_phones: Membership = Membership.REPLACED
    list_size_refused: bool = False
    list_delete_members_only: bool = False
    contact_list_targets: bool = True
    new_numbers: NewNumbers = NewNumbers.CREATED
    unknown_member: Unheard = Unheard.DROPPED

    known_tag: KnownName = KnownName.DOUBLED
    deleted_tag_kept: bool = False

    template_local_id: Repeated = Repeated.IGNORED
    archived_left_out: LeftOut = LeftOut.BLANKED
    gallery_left_out: LeftOut = LeftOut.BLANKED
    attachments_left_out: LeftOut = LeftOut.KEPT
    local_id_left_out: LeftOut = LeftOut.KEPT

    message_local_id: Repeated = Repeated.RETURNED
    email_local_id: Repeated = Repeated.RETURNED
    broadcast_local_id: Repeated = Repeated.RETURNED
    local_id_kept: bool = True
    local_id_scope: LocalIdScope = LocalIdScope.TEAM
    broadcast_local_ids: BroadcastLocalIds = BroadcastLocalIds.SAME
    broadcast_reply: BroadcastReply = BroadcastReply.BROADCAST
    sender: Sender = Sender.DENIED
    opted_out_recipient: Recipient = Recipient.REFUSED
    blocked_recipient: Recipient = Recipient.REFUSED
    many_targets_refused: bool = True
    send_reply: SendReply = SendReply.DOCUMENTED
    send_status: SendStatus = SendStatus.QUEUED
    sends_appear_after: int = 0
    send_makes_contact: bool = True
    send_reopens: bool = True
    note_moves: bool = True
    template_text: TemplateText = TemplateText.TEMPLATE
    email_thread: EmailThread = EmailThread.NEW

    action_reply: ActionReply = ActionReply.OK
    action_missing: ActionMissing = ActionMissing.NOT_FOUND
    state_moves: bool = True
    read_moves: bool = False
    unread_scope: UnreadScope = UnreadScope.USER
    reassign_checked: bool = False
    reassign_none: ReassignNone = ReassignNone.MINUS_ONE
    close_unassigns: bool = False
    transfer_unassigns: bool = True

    users_reply: UsersReply = UsersReply.UPDATED
    unknown_user: Unheard = Unheard.REFUSED

    schedule_local_id: Repeated = Repeated.IGNORED
    schedule_time_refused: bool = True
    schedule_phone: SchedulePhone = SchedulePhone.CAMPAIGN
    schedule_left_out: LeftOut = LeftOut.BLANKED
