"""to_char, to_date, to_timestamp and to_number: PostgreSQL's formats of times, read letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from heymarket_dbapi.sql.translate_nodes import Node, Rule, duck, refuse, string_value
from heymarket_dbapi.sql.translate_number_formats import write_number
from heymarket_dbapi.sql.translate_types import NUMBERS, Type, kind

_ORDINAL = (
    "CASE WHEN right({0}, 2) IN ('11', '12', '13') THEN 'th' "
    "ELSE CASE right({0}, 1) WHEN '1' THEN 'st' WHEN '2' THEN 'nd' WHEN '3' THEN 'rd' ELSE 'th' END END"
)
_ROMAN = "['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'][month({0})]"
_DOTTED = "CASE WHEN hour({0}) < 12 THEN 'a.m.' ELSE 'p.m.' END"
# Numbers: text with leading zeros. FM takes the zeros away.
_NUMBERS: dict[str, str] = {
    "HH24": "strftime({0}, '%H')",
    "HH12": "strftime({0}, '%I')",
    "HH": "strftime({0}, '%I')",
    "MI": "strftime({0}, '%M')",
    "SS": "strftime({0}, '%S')",
    "SSSSS": "CAST(CAST(epoch({0}) AS BIGINT) % 86400 AS VARCHAR)",
    "SSSS": "CAST(CAST(epoch({0}) AS BIGINT) % 86400 AS VARCHAR)",
    "Y,YYY": "format('{{:,}}', CAST(year({0}) AS INTEGER))",
    "YYYY": "strftime({0}, '%Y')",
    "YYY": "right(strftime({0}, '%Y'), 3)",
    "YY": "strftime({0}, '%y')",
    "Y": "right(strftime({0}, '%Y'), 1)",
    "IYYY": "strftime({0}, '%G')",
    "IYY": "right(strftime({0}, '%G'), 3)",
    "IY": "right(strftime({0}, '%G'), 2)",
    "I": "right(strftime({0}, '%G'), 1)",
    "MM": "strftime({0}, '%m')",
    "DDD": "strftime({0}, '%j')",
    "IDDD": "lpad(CAST((weekofyear({0}) - 1) * 7 + isodow({0}) AS VARCHAR), 3, '0')",
    "DD": "strftime({0}, '%d')",
    "D": "CAST(dayofweek({0}) + 1 AS VARCHAR)",
    "ID": "CAST(isodow({0}) AS VARCHAR)",
    "WW": "lpad(CAST((dayofyear({0}) - 1) // 7 + 1 AS VARCHAR), 2, '0')",
    "W": "CAST((day({0}) - 1) // 7 + 1 AS VARCHAR)",
    "IW": "strftime({0}, '%V')",
    "CC": "lpad(CAST(century({0}) AS VARCHAR), 2, '0')",
    "J": "CAST(CAST(floor(julian({0})) AS BIGINT) AS VARCHAR)",
    "Q": "CAST(quarter({0}) AS VARCHAR)",
}
# Fixed: FM does not touch them.
_FIXED: dict[str, str] = {
    "MS": "strftime({0}, '%g')",
    "US": "strftime({0}, '%f')",
    **{f"FF{digits}": f"left(strftime({{0}}, '%f'), {digits})" for digits in range(1, 7)},
    "TZH": "left(strftime({0}, '%z'), 3)",
    "TZM": "coalesce(nullif(substring(strftime({0}, '%z'), 5), ''), '00')",
    "OF": "regexp_replace(strftime({0}, '%z'), ':00$', '')",
}
# Words: the letters' case decides the word's; FM takes the blanks away that fill it up.
_WORDS: dict[str, tuple[str, int]] = {
    "MONTH": ("monthname({0})", 9),
    "MON": ("strftime({0}, '%b')", 0),
    "DAY": ("dayname({0})", 9),
    "DY": ("strftime({0}, '%a')", 0),
    "RM": (_ROMAN, 4),
    "TZ": ("strftime({0}, '%Z')", 0),
    "AM": ("strftime({0}, '%p')", 0),
    "PM": ("strftime({0}, '%p')", 0),
    "A.M.": (_DOTTED, 0),
    "P.M.": (_DOTTED, 0),
    "AD": ("CASE WHEN year({0}) > 0 THEN 'AD' ELSE 'BC' END", 0),
    "BC": ("CASE WHEN year({0}) > 0 THEN 'AD' ELSE 'BC' END", 0),
}
_FIELDS = sorted([*_NUMBERS, *_FIXED, *_WORDS], key=len, reverse=True)
_TOKEN = re.compile(
    r'"((?:[^"\\]|\\.)*)"|((?:FM|TM|FX)*)(' + "|".join(re.escape(field) for field in _FIELDS) + r")(th)?|(.)",
    re.IGNORECASE | re.DOTALL,
)
_OF_INTERVALS: dict[str, str] = {
    "HH24": "lpad(CAST(hour({0}) AS VARCHAR), 2, '0')",
    "MI": "lpad(CAST(minute({0}) AS VARCHAR), 2, '0')",
    "SS": "lpad(CAST(second({0}) AS VARCHAR), 2, '0')",
    "DD": "lpad(CAST(day({0}) AS VARCHAR), 2, '0')",
    "MS": "lpad(CAST(millisecond({0}) % 1000 AS VARCHAR), 3, '0')",
}
_PARSED: dict[str, str] = {
    "YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d", "MON": "%b", "MONTH": "%B", "DAY": "%A", "DY": "%a",
    "HH24": "%H", "HH12": "%I", "HH": "%I", "MI": "%M", "SS": "%S", "MS": "%g", "US": "%f", "AM": "%p", "PM": "%p",
    "DDD": "%j", "OF": "%z", "TZH": "%z",
}  # fmt: skip


def format_of(node: Node | None, name: str) -> str:
    """The text of a format."""
    text = string_value(node)
    if text is None:
        raise refuse(f"{name}() with a format that is no literal")
    return text


def write_time(node: exp.TimeToStr) -> Node:
    """to_char of a time, an interval or a number."""
    value, given = node.this, kind(node.this)
    form = format_of(node.args["format"], "to_char")
    if given in NUMBERS:
        return write_number(value, form)
    if given == Type.TIME:
        value = duck("(DATE '2000-01-01' + {0})", value)
    fields = _OF_INTERVALS if given == Type.INTERVAL else None
    pieces = list(_pieces(form, fields))
    if not pieces:
        return exp.Literal.string("")
    return duck("(" + " || ".join(pieces) + ")", value)


def _pieces(form: str, fields: dict[str, str] | None) -> Iterator[str]:
    plain = ""
    for quoted, prefix, field, suffix, other in _TOKEN.findall(form):
        if not field:
            plain += re.sub(r"\\(.)", r"\1", quoted) if quoted else other if other != '"' else ""
            continue
        if plain:
            yield _literal(plain)
            plain = ""
        if fields is not None and field.upper() not in fields:
            raise refuse("this field in to_char() of an interval", "HH24, MI, SS, MS and DD are")
        yield _field(field, "FM" in prefix.upper(), suffix) if fields is None else fields[field.upper()]
    if plain:
        yield _literal(plain)


def _literal(text: str) -> str:
    doubled = text.replace("'", "''").replace("{", "{{").replace("}", "}}")
    return f"'{doubled}'"


def _field(field: str, fill_mode: bool, suffix: str) -> str:
    upper = field.upper()
    if upper in _FIXED:
        return _FIXED[upper]
    if upper in _WORDS:
        return _word(field, fill_mode)
    text = _NUMBERS[upper]
    if fill_mode:
        text = rf"regexp_replace({text}, '^0+(\d)', '\1')"
    if suffix:
        ordinal = _ORDINAL.replace("{0}", text)
        text = f"({text} || {f'upper({ordinal})' if suffix.isupper() else ordinal})"
    return text


def _word(field: str, fill_mode: bool) -> str:
    text, width = _WORDS[field.upper()]
    if field.isupper():
        text = f"upper({text})"
    elif field.islower():
        text = f"lower({text})"
    return f"rpad({text}, {width}, ' ')" if width and not fill_mode else text


def read_time(node: exp.StrToTime | exp.StrToDate) -> Node:
    """to_timestamp and to_date of a text."""
    name = "to_date" if isinstance(node, exp.StrToDate) else "to_timestamp"
    form = format_of(node.args["format"], name)
    codes = []
    for quoted, _, field, suffix, other in _TOKEN.findall(form):
        if field and (field.upper() not in _PARSED or suffix):
            raise refuse(f"this field in the format of {name}()")
        codes.append(_PARSED[field.upper()] if field else (quoted or other).replace("%", "%%"))
    target = "DATE" if name == "to_date" else "TIMESTAMPTZ"
    return duck(f"CAST(strptime({{0}}, {{1}}) AS {target})", node.this, "".join(codes))


def read_number(node: exp.ToNumber) -> Node:
    """to_number: the digits, the sign and the point of the text."""
    form = format_of(node.args.get("format"), "to_number")
    scale = len(re.sub(r"[^09]", "", re.split(r"[.D]", form, maxsplit=1)[1])) if re.search(r"[.D]", form) else 0
    return duck(rf"CAST(regexp_replace({{0}}, '[^0-9.+-]', '', 'g') AS DECIMAL(38, {scale}))", node.this)


RULES: dict[str, Rule] = {
    "TimeToStr": write_time,
    "StrToTime": read_time,
    "StrToDate": read_time,
    "ToNumber": read_number,
}
