"""to_char of numbers: a picture of digits turned into an expression."""

from __future__ import annotations

import re
from dataclasses import dataclass

from heymarket_dbapi.sql.translate_nodes import Node, duck, refuse

_PICTURE = re.compile(
    r"(?P<fill>FM)?(?P<plus>S)?(?P<whole>[09,G]*)(?:(?P<point>[.D])(?P<part>[09]*))?"
    r"(?P<sign>MI|PR|S)?(?P<ordinal>th)?(?P<tail>[ %€$]*)",
    re.IGNORECASE,
)
_ORDINAL = (
    "CASE WHEN right(digits, 2) IN ('11', '12', '13') THEN 'th' "
    "ELSE CASE right(digits, 1) WHEN '1' THEN 'st' WHEN '2' THEN 'nd' WHEN '3' THEN 'rd' ELSE 'th' END END"
)


@dataclass(frozen=True, slots=True)
class _Picture:
    fill: bool
    whole: str
    part: str
    point: bool
    sign: str
    ordinal: bool
    tail: str

    @property
    def width(self) -> int:
        """The length of the text without its sign."""
        return len(self.whole) + self.point + len(self.part)

    @property
    def least(self) -> int:
        """How many digits stand before the point whatever the value."""
        digits = re.sub("[,Gg]", "", self.whole)
        zeros = len(digits) - digits.index("0") if "0" in digits else 0
        return zeros if zeros or self.part else 1


def _read(form: str) -> _Picture:
    found = _PICTURE.fullmatch(form)
    if found is None or not (found["whole"] or found["part"]):
        raise refuse("this format in to_char() of a number", "9, 0, comma, point, FM, S, MI, PR and th are")
    whole = found["whole"].upper().replace("G", ",")
    for place, letter in enumerate(reversed(whole)):
        if (letter == ",") != (place % 4 == 3):
            if "," in whole:
                raise refuse("a format of to_char() whose commas do not stand before each third digit")
            break
    sign = (found["sign"] or ("lead" if found["plus"] else "")).upper()
    return _Picture(
        fill=bool(found["fill"]), whole=whole, part=found["part"] or "", point=bool(found["point"]), sign=sign,
        ordinal=bool(found["ordinal"]), tail=found["tail"] or "",
    )  # fmt: skip


def write_number(value: Node, form: str) -> Node:
    """The number in the picture that the format draws."""
    picture = _read(form)
    scale = len(picture.part)
    # One evaluation: the rounded number, then its digits, go through lambdas.
    rounded = f"round(CAST({{0}} AS DECIMAL(38, {max(scale, 12)})), {scale})"
    whole = "CAST(CAST(trunc(abs(r)) AS HUGEINT) AS VARCHAR)"
    digits = f"lpad(ltrim({whole}, '0'), CAST(greatest(length(ltrim({whole}, '0')), {picture.least}) AS INTEGER), '0')"
    text = f"list_transform([{digits}], lambda digits: {_shape(picture)})[1]"
    return duck(f"list_transform([{rounded}], lambda r: {text})[1]", value)


def _shape(picture: _Picture) -> str:
    grouped = r"reverse(rtrim(regexp_replace(reverse(digits), '(\d\d\d)', '\1,', 'g'), ','))"
    body = grouped if "," in picture.whole else "digits"
    if picture.point:
        body = f"{body} || '.' || {_fraction(picture)}"
    if picture.ordinal:
        body = f"{body} || {_ORDINAL}"
    room = len(re.sub(",", "", picture.whole))
    overflow = f"repeat('#', {picture.width})"
    body = f"CASE WHEN length(digits) > {room} THEN {overflow} ELSE {body} END"
    return f"CASE WHEN r IS NULL THEN NULL ELSE {_signed(picture, body)} || '{picture.tail}' END"


def _fraction(picture: _Picture) -> str:
    scale = len(picture.part)
    fraction = f"right('{'0' * scale}' || CAST(CAST(abs(r) * {10**scale} AS HUGEINT) AS VARCHAR), {scale})"
    if scale == 0:
        return "''"
    kept = picture.part.rindex("0") + 1 if "0" in picture.part else 0
    return f"(left({fraction}, {kept}) || rtrim(substring({fraction}, {kept + 1}), '0'))" if picture.fill else fraction


def _signed(picture: _Picture, body: str) -> str:
    before = {"": "CASE WHEN r < 0 THEN '-' ELSE ' ' END", "LEAD": "CASE WHEN r < 0 THEN '-' ELSE '+' END"}
    after = {"MI": "CASE WHEN r < 0 THEN '-' ELSE ' ' END", "S": "CASE WHEN r < 0 THEN '-' ELSE '+' END"}
    if picture.sign == "PR":
        text = f"CASE WHEN r < 0 THEN '<' || {body} || '>' ELSE ' ' || {body} || ' ' END"
        width = picture.width + 2
    elif picture.sign in before:
        text, width = f"{before[picture.sign]} || {body}", picture.width + 1
    else:
        text, width = f"{body} || {after[picture.sign]}", picture.width + 1
    return f"trim({text})" if picture.fill else f"lpad({text}, {width + 2 * picture.ordinal}, ' ')"
