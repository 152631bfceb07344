"""From a query's text to sqlglot's tree, with a named placeholder for each parameter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlglot import Token, TokenType, exp
from sqlglot.errors import ParseError, TokenError

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sql.permit import permit_change, permit_query
from heymarket_dbapi.sql.places import excerpt, node_place, place, two_statements
from heymarket_dbapi.sql.reading import Reading, name_columns

_OPENING = {TokenType.L_BRACKET, TokenType.L_BRACE}
_CLOSING = {TokenType.R_BRACKET, TokenType.R_BRACE}
_BEFORE_A_VALUE = _OPENING | {TokenType.COMMA, TokenType.L_PAREN, TokenType.PLUS, TokenType.DASH, TokenType.STAR}
_DIALECT = Reading()

Written = list[tuple[str, int]]


def parse_query(text: str) -> tuple[exp.Expression, Written]:
    """The tree of the one query in ``text``, permitted, and its parameters as they are written, with their offsets."""
    tree, written = _read(text)
    permit_query(tree, text)
    return name_columns(tree), written


def parse_change(text: str) -> tuple[exp.Expression, Written]:
    """The tree of the one INSERT, UPDATE or DELETE in ``text``, permitted, and its parameters with their offsets."""
    tree, written = _read(text)
    permit_change(tree, text)
    return name_columns(tree), written


def _read(text: str) -> tuple[exp.Expression, Written]:
    tokens = list(_count_first(one_statement(text, tokenize(text))))
    written: Written = []
    tree = _parse(text, list(_mark_parameters(tokens, written)))
    _mark_subscripts(tree)
    _place_parameters(text, tree, written)
    return tree, written


def tokenize(text: str) -> list[Token]:
    """The tokens of a text."""
    try:
        return _DIALECT.tokenize(text)
    except TokenError:
        raise ProgrammingError(
            "a string, quoted name or comment is not closed, or there is a sign that SQL does not know"
        ) from None


def one_statement(text: str, tokens: list[Token]) -> list[Token]:
    """The tokens of the only statement, which may stand among semicolons."""
    first = next((at for at, token in enumerate(tokens) if token.token_type is not TokenType.SEMICOLON), 0)
    kept = tokens[first:]
    end = next((at for at, token in enumerate(kept) if token.token_type is TokenType.SEMICOLON), len(kept))
    more = next((token for token in kept[end:] if token.token_type is not TokenType.SEMICOLON), None)
    if more is not None:
        raise two_statements(text, more.start)
    return kept[:end]


def _count_first(tokens: list[Token]) -> Iterator[Token]:
    """The tokens, with the 1 that ``FETCH FIRST ROW`` leaves out: sqlglot 28 needs it."""
    words = [token.text.upper() for token in tokens]
    for at, token in enumerate(tokens):
        if words[at] in ("ROW", "ROWS") and words[max(0, at - 2) : at] in (["FETCH", "FIRST"], ["FETCH", "NEXT"]):
            yield Token(TokenType.NUMBER, "1", token.line, token.col, token.start, token.start)
        yield token


def _mark_parameters(tokens: list[Token], written: Written) -> Iterator[Token]:
    """The tokens, with a name that nobody can write (``?1``, ``?2``, …) for each parameter.

    A name keeps its place in the text, can stand wherever a value can, and is no operator as ``?`` may be.
    """
    within: list[TokenType] = []
    skip = False
    for at, token in enumerate(tokens):
        kind = token.token_type
        if skip:
            skip = False
        elif kind in (TokenType.PLACEHOLDER, TokenType.QDCOLON):
            written.append(("?", token.start))
            yield _name_token(token, f"?{len(written)}", token.start)
            if kind is TokenType.QDCOLON:
                yield Token(TokenType.DCOLON, "::", token.line, token.col, token.start + 1, token.end)
        elif kind is TokenType.COLON and _is_named(tokens, at, within):
            name = tokens[at + 1].text
            written.append((f":{name}", token.start))
            yield _name_token(tokens[at + 1], f"?{len(written)}", token.start)
            skip = True
        else:
            if kind in _OPENING or kind is TokenType.L_PAREN:
                within.append(kind)
            elif within and (kind in _CLOSING or kind is TokenType.R_PAREN):
                within.pop()
            yield token


def _name_token(token: Token, name: str, start: int) -> Token:
    return Token(TokenType.VAR, name, token.line, token.col, start, token.end)


def _is_named(tokens: list[Token], at: int, within: list[TokenType]) -> bool:
    """Whether the colon begins ``:name``, and is neither a slice's nor a struct's."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.start != tokens[at].end + 1 or not following.text.isidentifier():
        return False
    if following.token_type in (TokenType.STRING, TokenType.IDENTIFIER):
        return False
    in_brackets = bool(within) and within[-1] in _OPENING
    return not in_brackets or tokens[at - 1].token_type in _BEFORE_A_VALUE


def _parse(text: str, tokens: list[Token]) -> exp.Expression:
    if tokens and tokens[0].token_type is TokenType.TABLE:
        # sqlglot 28 reads TABLE t as a column with an alias.
        tokens = [_keyword(TokenType.SELECT, tokens[0]), _keyword(TokenType.STAR, tokens[0]), *_from(tokens)]
    try:
        trees = [tree for tree in _DIALECT.parser().parse(tokens, text) if tree is not None]
    except ParseError as error:
        raise _syntax_error(text, error) from None
    if len(trees) != 1:
        raise ProgrammingError("the statement is empty")
    tree: Any = trees[0]
    return tree  # type: ignore[no-any-return]  # sqlglot 28 and 30 name the type differently


def _from(tokens: list[Token]) -> list[Token]:
    return [_keyword(TokenType.FROM, tokens[0]), *tokens[1:]]


def _keyword(kind: TokenType, at: Token) -> Token:
    return Token(kind, "*" if kind is TokenType.STAR else kind.name, at.line, at.col, at.start, at.end)


def _syntax_error(text: str, error: ParseError) -> ProgrammingError:
    """The error with the place marked; what sqlglot says is not repeated, for it quotes the text."""
    found = error.errors[0] if error.errors else {}
    line, column, word = found.get("line"), found.get("col"), found.get("highlight") or ""
    if not isinstance(line, int) or not isinstance(column, int):
        return ProgrammingError("the statement is not SQL that can be read")
    start = sum(len(part) + 1 for part in text.split("\n")[: line - 1]) + max(0, column - len(word))
    shown = excerpt(text, start, start + len(word))
    return ProgrammingError(f"syntax error near {shown}", position=place(text, start))


def _mark_subscripts(tree: exp.Expression) -> None:
    """Note which subscripts count from 1 in the tree too: sqlglot lets those count from 0 whose type it knows."""
    for bracket in tree.find_all(exp.Bracket):
        index = bracket.expressions[0] if len(bracket.expressions) == 1 else None
        if index is not None and index.type is not None and index.type.this == exp.DataType.Type.UNKNOWN:
            bracket.set("offset", 1)


def _place_parameters(text: str, tree: exp.Expression, written: Written) -> None:
    """Put a placeholder for each marked name; an error where a parameter stands that is no value's place."""
    numbers = {f"?{at}": f"p{at}" if name == "?" else name[1:] for at, (name, _) in enumerate(written, 1)}
    marked: dict[tuple[int, str], tuple[Any, str]] = {}
    for column in tree.find_all(exp.Column):
        if _is_marked(column):
            key = str(column.arg_key)
            marked[id(column.parent), key] = (column.parent, key)
    for parent, key in marked.values():
        # A list is set as a whole: to replace its members one by one takes the square of their number.
        value = parent.args[key]
        made = [_placeholder(one, numbers) for one in (value if isinstance(value, list) else [value])]
        parent.set(key, made if isinstance(value, list) else made[0])
    for fetch in tree.find_all(exp.Fetch):
        count = fetch.args.get("count")
        if isinstance(count, exp.Identifier) and count.name in numbers:
            fetch.set("count", exp.Placeholder(this=numbers[count.name]))
    for unit in list(tree.find_all(exp.Var)):
        # sqlglot takes what stands in a unit's place for a word.
        is_unit = unit.arg_key == ("this" if isinstance(unit.parent, exp.Extract) else "unit")
        if unit.name in numbers and is_unit and isinstance(unit.parent, exp.Func):
            unit.replace(exp.Placeholder(this=numbers[unit.name]))
    for node in tree.walk():
        word = node.args.get("this") if isinstance(node, (exp.Identifier, exp.Var, exp.Anonymous)) else None
        if isinstance(word, str) and word.startswith("?") and not node.args.get("quoted"):
            raise ProgrammingError(
                "a parameter stands for a value: it cannot be a name, a type or a part of the syntax",
                position=node_place(text, node),
            )


def _is_marked(node: Any) -> bool:
    """Whether the column is a name that ``_mark_parameters`` has put in a parameter's place."""
    name = node.this if isinstance(node, exp.Column) else None
    if not isinstance(name, exp.Identifier) or name.args.get("quoted") or len(node.parts) != 1:
        return False
    return str(name.this).startswith("?")


def _placeholder(node: Any, numbers: dict[str, str]) -> Any:
    """The placeholder of a marked name; any other node as it is."""
    if not _is_marked(node):
        return node
    placeholder = exp.Placeholder(this=numbers[node.name])
    placeholder.meta.update(node.this.meta)
    return placeholder
