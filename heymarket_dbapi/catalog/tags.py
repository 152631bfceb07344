"""Tags: coloured labels for contacts (contacts.md, section 5)."""

from heymarket_dbapi.catalog.reads import by_id, by_update
from heymarket_dbapi.catalog.sources import Field, paths
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.catalog.ways import Endpoint
from heymarket_dbapi.datatypes import DataType

TAGS = Table(
    name="tags",
    doc="Labels for contacts, one row a tag.",
    key=("id",),
    listing_order="updated_date",
    columns=(
        Column("id", DataType.BIGINT, Field(paths("id")), "The tag's id.", not_null=True),
        Column("name", DataType.VARCHAR, Field(paths("tag", "name")), "The label."),
        Column("color", DataType.VARCHAR, Field(paths("color")), "The colour, in hexadecimal such as #FFD700."),
        Column("team_id", DataType.BIGINT, Field(paths("team_id", "team")), "The team.", references="team.id"),
        Column("created_date", DataType.TIMESTAMP, Field(paths("created", "created_at")), "When it was made."),
        Column(
            "updated_date",
            DataType.TIMESTAMP,
            Field(paths("updated", "updated_at")),
            "When it was last changed; the listing's order.",
            not_null=True,
        ),
        Column("rev", DataType.BIGINT, Field(paths("rev")), "Goes up with each write."),
    ),
    reads=(
        by_id(Endpoint("GET", "/v1/tag/{id}", "getTagV1 (documented)")),
        by_update("list", Endpoint("POST", "/v1/tags", "listTagsV1 (documented)")),
    ),
)
