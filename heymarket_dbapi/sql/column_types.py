"""The types that a local table's column may have, by the names of PostgreSQL and of the engine."""

from __future__ import annotations

from heymarket_dbapi.errors import NotSupportedError
from heymarket_dbapi.sql.words import Words

# The engine's names by those that may be written.
_NAMES = {
    **dict.fromkeys(("BOOLEAN", "BOOL", "LOGICAL"), "BOOLEAN"),
    **dict.fromkeys(("TINYINT", "INT1"), "TINYINT"),
    **dict.fromkeys(("SMALLINT", "INT2", "SHORT"), "SMALLINT"),
    **dict.fromkeys(("INTEGER", "INT", "INT4", "SIGNED"), "INTEGER"),
    **dict.fromkeys(("BIGINT", "INT8", "LONG", "OID"), "BIGINT"),
    **{name: name for name in ("HUGEINT", "UHUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")},
    **dict.fromkeys(("REAL", "FLOAT4"), "FLOAT"),
    **dict.fromkeys(("DOUBLE", "FLOAT8", "FLOAT"), "DOUBLE"),
    **dict.fromkeys(("DECIMAL", "NUMERIC", "DEC"), "DECIMAL"),
    **dict.fromkeys(("VARCHAR", "TEXT", "STRING", "NVARCHAR", "CITEXT", "NAME"), "VARCHAR"),
    **dict.fromkeys(("CHARACTER", "CHAR", "NCHAR", "BPCHAR"), "CHAR"),
    **dict.fromkeys(("BYTEA", "BLOB", "BINARY", "VARBINARY"), "BLOB"),
    **{name: name for name in ("DATE", "TIME", "TIMESTAMP", "INTERVAL", "UUID")},
    **dict.fromkeys(("DATETIME",), "TIMESTAMP"),
    **dict.fromkeys(("TIMESTAMPTZ",), "TIMESTAMP WITH TIME ZONE"),
    **dict.fromkeys(("TIMETZ",), "TIME WITH TIME ZONE"),
    **dict.fromkeys(("JSON", "JSONB"), "JSON"),
    **dict.fromkeys(("BIT", "VARBIT"), "BIT"),
}
SERIALS = {
    **dict.fromkeys(("SERIAL", "SERIAL4"), "INTEGER"),
    **dict.fromkeys(("BIGSERIAL", "SERIAL8"), "BIGINT"),
    **dict.fromkeys(("SMALLSERIAL", "SERIAL2"), "SMALLINT"),
}
_DIGITS = "DECIMAL(38,12)"
_MOST_DIGITS = 38


def read_type(words: Words) -> tuple[str, bool]:
    """Take a type; its name as it is shown, and whether it is one that numbers its rows."""
    written = words.any_word()
    if written in SERIALS:
        return SERIALS[written], True
    name = _NAMES.get(written)
    if name is None:
        raise NotSupportedError(f"a column cannot be of the type {written.lower()[:40]}; CAST knows more types than it")
    shown = _with_sizes(name, written, words)
    while True:
        if words.take("["):
            if not words.sees("]"):
                words.integer()
            words.expect("]")
        elif not words.take("ARRAY"):
            return shown, False
        shown += "[]"


def _with_sizes(name: str, written: str, words: Words) -> str:
    if name == "DOUBLE":
        words.take("PRECISION")
    if name in ("CHAR", "BIT") and words.take("VARYING"):
        name = "VARCHAR" if name == "CHAR" else name
    sizes = words.listed(words.integer) if words.sees("(") else ()
    match name:
        case "VARCHAR":
            return f"VARCHAR({sizes[0]})" if sizes else "VARCHAR"
        case "CHAR":
            return f"CHAR({sizes[0] if sizes else 1})" if written != "BPCHAR" or sizes else "VARCHAR"
        case "DECIMAL":
            return _decimal(sizes)
        case "DOUBLE":
            return "FLOAT" if written == "FLOAT" and sizes and sizes[0] <= 24 else "DOUBLE"
        case "TIME" | "TIMESTAMP":
            zoned = words.take("WITH", "TIME", "ZONE")
            if not zoned:
                words.take("WITHOUT", "TIME", "ZONE")
            return f"{name} WITH TIME ZONE" if zoned else name
        case "INTERVAL":
            while words.sees_any("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "TO"):
                words.any_word()
    return name


def _decimal(sizes: tuple[int, ...]) -> str:
    if not sizes:
        return _DIGITS
    scale = sizes[1] if len(sizes) > 1 else 0
    if sizes[0] > _MOST_DIGITS or not 0 <= scale <= sizes[0]:
        raise NotSupportedError(f"NUMERIC of {sizes[0]} digits: the engine has at most {_MOST_DIGITS}")
    return f"DECIMAL({sizes[0]},{scale})"
