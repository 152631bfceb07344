"""Surveys: questions that can be sent; no endpoint returns their answers (contacts.md, section 8)."""

from heymarket_dbapi.catalog.reads import by_id
from heymarket_dbapi.catalog.sources import Field, paths
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.catalog.ways import ByPage, Endpoint, Read, Walk
from heymarket_dbapi.datatypes import DataType

SURVEYS = Table(
    name="surveys",
    doc="Surveys, one row a survey; the API does not give the answers.",
    key=("id",),
    columns=(
        Column("id", DataType.BIGINT, Field(paths("id")), "The survey's id.", not_null=True),
        Column("name", DataType.VARCHAR, Field(paths("name")), "The survey's name."),
        Column("type", DataType.VARCHAR, Field(paths("type")), "Kind of survey, for example nps or csat."),
        Column("question", DataType.VARCHAR, Field(paths("question")), "What is asked."),
        Column("created_date", DataType.TIMESTAMP, Field(paths("created", "created_at")), "When it was made."),
        Column("updated_date", DataType.TIMESTAMP, Field(paths("updated", "updated_at")), "When it was last changed."),
    ),
    reads=(
        by_id(Endpoint("GET", "/v1/survey/{id}", "getSurveyV1 (documented)")),
        Read(
            "list",
            Endpoint("POST", "/v1/surveys", "listSurveysV1 (documented)"),
            Walk(steers=(ByPage("page", 1),), time=(), moves=False, limits=(100, 50, 30, None)),
        ),
    ),
)
