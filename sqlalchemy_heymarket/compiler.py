"""How SQLAlchemy's expressions and types are written: in PostgreSQL's way, names quoted by the engine's keywords."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sqlalchemy import types
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDDLCompiler, PGIdentifierPreparer, PGTypeCompiler


class HeymarketCompiler(PGCompiler):
    """Statements."""

    def visit_date_trunc_func(self, function: Any, **keywords: Any) -> str:
        """The unit is a part of the syntax, not a value: it stands in the text."""
        return self._with_unit(function, keywords)

    def visit_date_part_func(self, function: Any, **keywords: Any) -> str:
        """The unit is a part of the syntax, not a value: it stands in the text."""
        return self._with_unit(function, keywords)

    def visit_date_diff_func(self, function: Any, **keywords: Any) -> str:
        """The unit is a part of the syntax, not a value: it stands in the text."""
        return self._with_unit(function, keywords)

    def _with_unit(self, function: Any, keywords: dict[str, Any]) -> str:
        unit, *others = function.clauses.clauses
        # Filled in at each execution, so that the statement's cached form serves all units.
        written = [self.process(unit, **{**keywords, "literal_execute": True})]
        written += [self.process(other, **keywords) for other in others]
        return f"{function.name}({', '.join(written)})"

    def visit_bindparam(  # type: ignore[override]  # what SQLAlchemy names here differs by version
        self, bindparam: Any, within_columns_clause: bool = False, **keywords: Any
    ) -> str:
        """A time without a zone says so where it is shown: the driver takes such values for UTC."""
        postgresql: Any = super()
        written: str = postgresql.visit_bindparam(bindparam, within_columns_clause=within_columns_clause, **keywords)
        kind = bindparam.type
        if not within_columns_clause or not isinstance(kind, types.DateTime) or kind.timezone or bindparam.expanding:
            return written
        return f"CAST({written} AS TIMESTAMP)"

    def visit_json_path_getitem_op_binary(
        self, binary: Any, operator: Any, _cast_applied: bool = False, **keywords: Any
    ) -> str:
        """The path is a part of the syntax, not a value: it stands in the text."""
        keywords["literal_execute"] = True
        postgresql: Any = super()
        written: str = postgresql.visit_json_path_getitem_op_binary(
            binary, operator, _cast_applied=_cast_applied, **keywords
        )
        return written


class HeymarketDDLCompiler(PGDDLCompiler):
    """Definitions."""


class HeymarketTypeCompiler(PGTypeCompiler):
    """Types: PostgreSQL's names, which the driver's SQL knows."""

    def visit_FLOAT(self, type_: Any, **keywords: Any) -> str:  # SQLAlchemy's name
        """Single precision up to 24 binary digits, else double: the engine's FLOAT takes no digits."""
        return "REAL" if 0 < (type_.precision or 0) <= 24 else "DOUBLE PRECISION"


class HeymarketIdentifierPreparer(PGIdentifierPreparer):
    """Names."""

    @cached_property
    def reserved_words(self) -> frozenset[str]:  # type: ignore[override]  # read at first use: it loads the engine
        """The words that the engine's parser knows; those of PostgreSQL are not all of them."""
        from heymarket_dbapi.engine import keywords

        return keywords()
