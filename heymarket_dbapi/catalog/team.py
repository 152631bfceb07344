"""The team to which the credential belongs (messages.md, section 9)."""

from heymarket_dbapi.catalog.sources import Field, paths
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.catalog.ways import Endpoint, Read, Single
from heymarket_dbapi.datatypes import DataType

TEAM_ENDPOINT = Endpoint("GET", "/v1/team", "getTeam (documented)")

TEAM = Table(
    name="team",
    doc="The team of the credential: one row.",
    key=("id",),
    columns=(
        Column("id", DataType.BIGINT, Field(paths("id")), "The team's id.", not_null=True),
        Column("name", DataType.VARCHAR, Field(paths("name")), "The team's name."),
        Column("list_size", DataType.BIGINT, Field(paths("list_size")), "How many contacts one list may hold."),
        Column(
            "members",
            DataType.JSON,
            Field(paths("members")),
            "The members: an array of id, name, role; see the table members.",
        ),
    ),
    reads=(Read("team", TEAM_ENDPOINT, Single()),),
)
