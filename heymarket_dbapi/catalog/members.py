"""Members: the people of the team who use Heymarket (messages.md, section 9)."""

from heymarket_dbapi.catalog.reads import EQUALITY
from heymarket_dbapi.catalog.sources import Field, Nothing, paths
from heymarket_dbapi.catalog.spec import Column, Complete, Table
from heymarket_dbapi.catalog.team import TEAM_ENDPOINT
from heymarket_dbapi.catalog.ways import Bind, Endpoint, Form, Place, Read, Slot, Whole
from heymarket_dbapi.datatypes import DataType

USERS = Endpoint("GET", "/v1/users/get", "getUsers (documented)")

_of_users = frozenset(
    (
        *("role_id", "email", "phone", "team_id"),
        *("created_date", "updated_date", "user_created_at", "user_updated_at"),
    )
)

MEMBERS = Table(
    name="members",
    doc="The people of the team, one row a member.",
    key=("id",),
    columns=(
        Column("id", DataType.BIGINT, Field(paths("id")), "The member's id.", not_null=True),
        Column("name", DataType.VARCHAR, Field(paths("name")), "The member's name."),
        Column("role", DataType.VARCHAR, Field(paths("role")), "The role's name."),
        Column("role_id", DataType.BIGINT, Field(paths("role_id")), "The role: 1 is admin, 4 is member; others exist."),
        Column("email", DataType.VARCHAR, Field(paths("email")), "E-mail address."),
        Column(
            "phone",
            DataType.VARCHAR,
            Field(paths("phone")),
            "Phone number: E.164 digits without a plus sign.",
            form=Form.DIGITS,
            is_phone=True,
        ),
        Column("team_id", DataType.BIGINT, Field(paths("team_id", "team")), "The team.", references="team.id"),
        Column(
            "created_date", DataType.TIMESTAMP, Field(paths("created_at", "created")), "When the membership was made."
        ),
        Column(
            "updated_date",
            DataType.TIMESTAMP,
            Field(paths("updated_at", "updated")),
            "When the membership was last changed.",
        ),
        Column("user_created_at", DataType.TIMESTAMP, Field(paths("user_created_at")), "When the user was made."),
        Column(
            "user_updated_at", DataType.TIMESTAMP, Field(paths("user_updated_at")), "When the user was last changed."
        ),
        Column("first_name", DataType.VARCHAR, Nothing(), "First name, to be set; name holds what is set."),
        Column("last_name", DataType.VARCHAR, Nothing(), "Last name, to be set; name holds what is set."),
    ),
    reads=(Read("team", TEAM_ENDPOINT, Whole(), rows=("members",), lacks=_of_users),),
    complete=Complete(
        reads=(
            Read(
                "users by email",
                USERS,
                Whole(),
                (Bind("email", EQUALITY, Slot(Place.BODY, "email", many=True), required=True),),
                rows=("memberships",),
                body=(),
                lacks=frozenset({"role"}),
            ),
            Read(
                "users by phone",
                USERS,
                Whole(),
                (Bind("phone", EQUALITY, Slot(Place.BODY, "phone", many=True), required=True),),
                rows=("memberships",),
                body=(),
                lacks=frozenset({"role"}),
            ),
            Read("users", USERS, Whole(), rows=("memberships",), body=(), lacks=frozenset({"role"})),
            Read(
                "all users",
                Endpoint("GET", "/v1/users", "listUsers (guessed)"),
                Whole(),
                rows=("memberships",),
                lacks=frozenset({"role"}),
            ),
        ),
        columns=_of_users,
    ),
)
