"""Templates: prepared texts, and the files that belong to them (contacts.md, sections 6 and 7)."""

from heymarket_dbapi.catalog.reads import ARCHIVED, by_id, by_update
from heymarket_dbapi.catalog.sources import Field, Outer, Position, paths
from heymarket_dbapi.catalog.spec import Column, Explode, Table
from heymarket_dbapi.catalog.ways import Endpoint, Hydrate
from heymarket_dbapi.datatypes import DataType

TEMPLATES = Table(
    name="templates",
    doc="Prepared texts, one row a template.",
    key=("id",),
    listing_order="updated_date",
    columns=(
        Column("id", DataType.BIGINT, Field(paths("id")), "The template's id.", not_null=True),
        Column("name", DataType.VARCHAR, Field(paths("name", "title")), "The template's name."),
        Column("local_id", DataType.VARCHAR, Field(paths("local_id")), "The id that its maker gave it."),
        Column(
            "text",
            DataType.VARCHAR,
            Field(paths("content.text", "text")),
            "The text, with merge tokens such as {{first_name}}.",
        ),
        Column(
            "content",
            DataType.JSON,
            Field(paths("content")),
            "Text and gallery as one object; see template_files.",
        ),
        Column("team_id", DataType.BIGINT, Field(paths("team_id", "team")), "The team.", references="team.id"),
        Column(
            "creator_id",
            DataType.BIGINT,
            Field(paths("creator_id", "creator")),
            "Who made it.",
            references="members.id",
        ),
        Column("shared", DataType.BOOLEAN, Field(paths("shared")), "Whether the team shares the template."),
        Column("created_date", DataType.TIMESTAMP, Field(paths("created", "created_at")), "When it was made."),
        Column(
            "updated_date",
            DataType.TIMESTAMP,
            Field(paths("updated", "updated_at")),
            "When it was last changed; the listing's order.",
            not_null=True,
        ),
        Column("rev", DataType.BIGINT, Field(paths("rev")), "Goes up with each write."),
        Column("is_archived", DataType.BOOLEAN, Field(paths("archived")), "Whether the template is archived."),
        Column("op", DataType.VARCHAR, Field(paths("op")), "The last operation; its values are not documented."),
    ),
    reads=(
        by_id(Endpoint("GET", "/v1/template/{id}", "getTemplateV1 (documented)")),
        by_update("list", Endpoint("POST", "/v1/templates", "listTemplatesV1 (documented)"), facet=ARCHIVED),
    ),
)

TEMPLATE_FILES = Table(
    name="template_files",
    doc="Pictures and files of templates, one row a file: first the gallery's, then the attachments.",
    key=("template_id", "position"),
    columns=(
        Column(
            "template_id",
            DataType.BIGINT,
            Outer(paths("id")),
            "The template.",
            references="templates.id",
            not_null=True,
        ),
        Column(
            "position",
            DataType.BIGINT,
            Position(),
            "The file's number within its template, from 0.",
            not_null=True,
        ),
        Column("url", DataType.VARCHAR, Field(paths("url")), "Where the file is."),
        Column("original_url", DataType.VARCHAR, Field(paths("original_url")), "Where the file was before annotation."),
        Column("annotation_text", DataType.VARCHAR, Field(paths("annotation_text")), "Text written on the picture."),
        Column(
            "annotation_position",
            DataType.VARCHAR,
            Field(paths("annotation_position")),
            "Where the text stands on the picture.",
        ),
        Column("name", DataType.VARCHAR, Field(paths("name")), "An attachment's file name."),
        Column("type", DataType.VARCHAR, Field(paths("type")), "An attachment's kind."),
        Column("content", DataType.BLOB, Field(paths("url")), "The file itself.", extended=Hydrate(("url",))),
    ),
    explode=Explode("templates", paths("content.gallery", "content.attachments")),
)
