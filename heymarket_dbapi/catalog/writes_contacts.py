"""How contacts, their tags and channels, and custom fields are written (contacts.md, sections 2 and 3)."""

from heymarket_dbapi.catalog import shapes
from heymarket_dbapi.catalog.contacts import GET, STATUS
from heymarket_dbapi.catalog.ways import Endpoint, Lookup, Place, Repeat, Slot
from heymarket_dbapi.catalog.writes import (
    Batch,
    ByOtherKey,
    Custom,
    Delete,
    Insert,
    Part,
    Put,
    Special,
    Together,
    Untold,
    Writable,
    Writes,
)

_BY_ID = (Slot(Place.PATH, "id"),)

SET_STATUS = Endpoint("POST", "/v1/contact/set_status", "setContactStatusV1 (documented)")

CONTACTS_WRITES = Writes(
    table="contacts",
    columns=(
        Writable("phone", "phone", shapes.phone, shapes.stored_phone, empty=Special.REFUSED),
        Writable("first_name", "first", shapes.text, empty=""),
        Writable("last_name", "last", shapes.text, empty=""),
        Writable("display_name", "display_name", shapes.text, empty=""),
        Writable("email", "email", shapes.email, empty=""),
        Writable("avatar_file_name", "avatar", shapes.link, shapes.link, empty=""),
        Writable("assigned_user_id", "assignee_id", shapes.identity, empty=-1, refers=("members", "id")),
        Writable(
            "tags", "tags", shapes.few_tag_ids, shapes.tag_ids, shapes.tag_references, empty=[], refers=("tags", "id")
        ),
        Writable("is_opted_out", "is_opted_out", shapes.flag, empty=False),
    ),
    inserts=(
        Insert(
            Endpoint("POST", "/v1/contact", "createContactV1 (documented)", Repeat.NEVER),
            required=(("phone",),),
            # It passes over phones that are known, so that it may be repeated.
            batch=Batch(
                Endpoint("POST", "/v1/batch/contacts", "batchCreateContactsV1 (documented)"),
                size=100,
                key="phone",
                overwriting=(("overwrite", "true"),),
            ),
            unique="phone",
        ),
        Insert(
            Endpoint("POST", "/v2/contact", "createContactV2 (documented)", Repeat.NEVER),
            required=(("email",),),
            unique="email",
            more=(Writable("email", "contact_channels", told=shapes.mail_channel),),
            doubtful=("tags", "is_opted_out"),
        ),
    ),
    # The names are overwritten in any case; nothing says what becomes of the others that are left out. A picture's
    # address is sent again too: the server may fetch it anew, which is less than to lose it.
    update=Put(
        Endpoint("PUT", "/v1/contact/{id}", "updateContactV1 (documented)"),
        required=("phone",),
        carried=(
            *("first_name", "last_name", "display_name", "email", "avatar_file_name"),
            *("assigned_user_id", "tags", "is_opted_out"),
        ),
        untold=(
            Untold(
                "is_opted_out",
                Lookup(STATUS, (Slot(Place.BODY, "id"),)),
                ("unsubscribed",),
                by=("phone", Slot(Place.BODY, "phone")),
                clearing=(SET_STATUS, (("status", "subscribed"),)),
            ),
            Untold("avatar_file_name", Lookup(GET, _BY_ID), ("avatar",), may_be_tried=True),
        ),
        by_other_key=ByOtherKey(
            Endpoint("POST", "/v2/contacts", "bulkUpsertContactsV2 (documented)"),
            *("uuid", "contact_id", "contacts", "failed_contacts"),
        ),
    ),
    delete=Delete(
        Endpoint("DELETE", "/v1/contact/{id}", "deleteContactV1 (documented)"),
        also="its conversations and messages go too",
        together=Together(
            Endpoint("DELETE", "/v2/contacts", "bulkDeleteContactsV2 (documented)"),
            column="uuid",
            wrapped="contact_channels",
            told=shapes.uuid_channels,
            seen_by="phone",
            size=100,
        ),
    ),
    custom=Custom("custom", (("overwrite", "true"),), Lookup(GET, _BY_ID)),
    conflicts=("id", "phone"),
    revision=("rev",),
)

CONTACT_TAGS_WRITES = Writes(
    table="contact_tags",
    columns=(
        Writable("contact_id", "contact_id", shapes.identity, empty=Special.REFUSED),
        Writable("tag_id", "tag_id", shapes.identity, empty=Special.REFUSED),
    ),
    part=Part("contacts", "contact_id", "tags", "tag_id"),
    conflicts=("contact_id", "tag_id"),
)

_CHANNEL = Endpoint("POST", "/v2/contact/{contactID}/channel", "createContactChannel (documented)", Repeat.NEVER)
_OF_CONTACT = (("contactID", "contact_uuid"),)

CONTACT_CHANNELS_WRITES = Writes(
    table="contact_channels",
    columns=(
        Writable("contact_uuid", "", shapes.filled_text, empty=Special.REFUSED, for_update=False),
        Writable("channel_type", "channel_type", shapes.filled_text, empty=Special.REFUSED, for_update=False),
        Writable("channel_id", "channel_id", shapes.filled_text, empty=Special.REFUSED),
        Writable("channel_handle", "channel_handle", shapes.text),
        Writable("info_channel", "info_channel", shapes.text),
    ),
    inserts=(Insert(_CHANNEL, required=(("contact_uuid",), ("channel_type",), ("channel_id",)), slots=_OF_CONTACT),),
    update=Put(
        Endpoint("PUT", "/v2/contact/{contactID}/channel", "updateContactChannel (documented)"),
        slots=_OF_CONTACT,
        required=("channel_type", "channel_id"),
        carried=("channel_handle", "info_channel"),
    ),
    delete=Delete(
        Endpoint("DELETE", "/v2/contact/{contactID}/channel/{channelType}", "deleteContactChannel (documented)"),
        slots=(*_OF_CONTACT, ("channelType", "channel_type")),
    ),
    inputs=("contact_uuid", "channel_type"),
)

CUSTOM_FIELDS_WRITES = Writes(
    table="custom_fields",
    columns=(Writable("title", "title", shapes.filled_text, empty=Special.REFUSED),),
    inserts=(
        Insert(
            None,
            required=(("title",),),
            batch=Batch(
                Endpoint("POST", "/v1/contacts/fields", "createContactFields (documented)", Repeat.NEVER),
                size=100,
                key="title",
            ),
            unique="title",
        ),
    ),
    conflicts=("title",),
)
