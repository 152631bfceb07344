"""Custom fields: what a team keeps about its contacts beyond the fixed fields (contacts.md, section 3)."""

from heymarket_dbapi.catalog.sources import Field, Named, paths
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.catalog.ways import ByPage, Endpoint, Read, Walk
from heymarket_dbapi.datatypes import DataType

CUSTOM_FIELDS = Table(
    name="custom_fields",
    doc="The team's custom fields, one row a field; each is a column of contacts.",
    key=("id",),
    columns=(
        Column("id", DataType.BIGINT, Field(paths("id")), "The field's id.", not_null=True),
        Column("title", DataType.VARCHAR, Field(paths("title", "name")), "The field's title; it may repeat."),
        Column("column_name", DataType.VARCHAR, Named(), "The name of the field's column in contacts."),
    ),
    reads=(
        Read(
            "list",
            Endpoint("POST", "/v1/contact-fields", "listContactFields (documented)"),
            Walk(steers=(ByPage("page", 0),), time=(), moves=False, limits=(None, 100), whole_below=30),
        ),
    ),
)
