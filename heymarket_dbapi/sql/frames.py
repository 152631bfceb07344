"""What a column's name may mean at one place of a query, and the binding of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sql.names import nearest
from heymarket_dbapi.sql.scopes import SOURCE, Block, Cte, Node, Source, column_node, quoted
from heymarket_dbapi.sql.walking import nodes_of


@dataclass(slots=True)
class Visible:
    """A column that a bare name may mean; of a full join's USING it has two parts, and is their COALESCE."""

    name: str
    parts: tuple[tuple[Source, str], ...]

    def node(self) -> exp.Expression:
        """The bound expression."""
        parts = [column_node(source, name) for source, name in self.parts]
        return parts[0] if len(parts) == 1 else exp.Coalesce(this=parts[0], expressions=parts[1:])


@dataclass(eq=False, slots=True)
class Frame:
    """The names at one place: of the FROM so far, then those of the queries around it."""

    block: Block | None
    outer: Frame | None
    ctes: Mapping[str, Cte]
    visible: list[Visible] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)

    def chain(self) -> Iterator[Frame]:
        """This frame and those around it, from the inside."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.outer


@dataclass(slots=True)
class Columns:
    """Binds columns and notes who uses what. ``fail`` makes the error for a node and a message."""

    titles: Mapping[str, Mapping[str, str]]
    fail: Callable[[Node, str], ProgrammingError]
    uses: dict[int, list[Node]] = field(default_factory=dict)

    def bind(self, column: exp.Column, frame: Frame, aliases: Block | None = None) -> None:
        """Replace ``column`` by what it means; ``aliases`` is the block whose outputs a bare name may mean too."""
        name, is_quoted = _written(column.this)
        if isinstance(column.args.get("table"), exp.Identifier):
            self._replace(column, self._qualified(column, name, is_quoted, frame))
            return
        found = self._bare(column, name, is_quoted, frame, aliases)
        if found is not None:
            self._replace(column, found)

    def _replace(self, column: exp.Column, found: Node) -> None:
        for part in nodes_of(found, exp.Column):
            part.this.meta.update(column.this.meta)
            if isinstance(number := part.meta.get(SOURCE), int):
                self.uses.setdefault(number, []).append(part)
        column.replace(found)

    def note(self, node: Node) -> Node:
        """The bound ``node``, noted as a use."""
        for part in nodes_of(node, exp.Column):
            if isinstance(number := part.meta.get(SOURCE), int):
                self.uses.setdefault(number, []).append(part)
        return node

    def _qualified(self, column: exp.Column, name: str, is_quoted: bool, frame: Frame) -> Node:
        source = self.source(column, frame)
        found = self._of(source, name, is_quoted)
        if len(found) > 1:
            raise self.fail(column, f"column {source.name}.{name} is ambiguous: {source.name} has it more than once")
        if not found and source.is_open:
            return column_node(source, name)
        if not found:
            near = nearest(name, [visible for visible, _ in source.columns] + list(source.hidden))
            raise self.fail(column, f"unknown column {name} of {source.name}{near}")
        return self._node(source, found[0])

    def source(self, column: exp.Column, frame: Frame) -> Source:
        """The source that a qualified column names, by alias or by schema and table."""
        alias, _ = _written(column.args["table"])
        schema = _written(column.args["db"])[0] if column.args.get("db") else None
        for level in frame.chain():
            fitting = [
                source
                for source in level.sources
                if schema is None or (source.schema.lower() == schema.lower() and not source.is_aliased)
            ]
            for source in fitting:
                if source.name == alias:
                    return source
            for source in fitting:
                if source.name.lower() == alias.lower():
                    return source
        near = nearest(alias, [source.name for level in frame.chain() for source in level.sources])
        shown = f"{schema}.{alias}" if schema else alias
        raise self.fail(column.args["table"], f"{shown} is no table of this FROM{near}")

    def _of(self, source: Source, name: str, is_quoted: bool) -> list[str]:
        """The columns of ``source`` that the name means: by name, by a custom field's title, whatever the case."""
        every = [*source.columns, *source.hidden.items()]
        exact = [below for visible, below in every if visible == name]
        if exact:
            return exact
        title = self._title(source, name) if is_quoted else None
        return [title] if title is not None else source.find(name)

    def _title(self, source: Source, name: str) -> str | None:
        if not isinstance(source.table, Table):
            return None
        column = self.titles.get(source.table.name, {}).get(name)
        return column if column in source.table.by_name else None

    def _bare(self, column: exp.Column, name: str, is_quoted: bool, frame: Frame, aliases: Block | None) -> Node | None:
        """What a bare name means; None if it stays the name of an output."""
        for level in frame.chain():
            found = self._at(column, name, is_quoted, level)
            if found is not None:
                return found
            if level is frame and aliases is not None and name_output(column, name, aliases):
                return None
            opened = [source for source in level.sources if source.is_open]
            if len(opened) == 1:
                return column_node(opened[0], name)
        raise self._unknown(column, name, frame)

    def _at(self, column: exp.Column, name: str, is_quoted: bool, level: Frame) -> Node | None:
        visible = [one for one in level.visible if one.name == name]
        if not visible and is_quoted:
            titled = [(source, title) for source in level.sources if (title := self._title(source, name))]
            if len(titled) == 1:
                return self._node(*titled[0])
        visible = visible or [one for one in level.visible if one.name.lower() == name.lower()]
        if len(visible) == 1:
            return visible[0].node()
        hidden = [
            (source, below)
            for source in level.sources
            for shown, below in source.hidden.items()
            if shown.lower() == name.lower()
        ]
        if not visible and len(hidden) > 1:
            hidden = [(source, below) for source, below in hidden if not _is_hint(source, below)] or hidden[:1]
        if not visible and len(hidden) == 1:
            return self._node(*hidden[0])
        if visible or hidden:
            tables = [part[0].name for one in visible for part in one.parts] + [source.name for source, _ in hidden]
            raise self._ambiguous(column, name, list(dict.fromkeys(tables)))
        return None

    def _ambiguous(self, column: exp.Column, name: str, tables: list[str]) -> ProgrammingError:
        if len(tables) == 1:
            return self.fail(column, f"column {name} is ambiguous: {tables[0]} has it more than once")
        written = " or ".join(f"{table}.{name}" for table in tables[:3])
        return self.fail(column, f"column {name} is ambiguous: write {written}")

    def _unknown(self, column: exp.Column, name: str, frame: Frame) -> ProgrammingError:
        if frame.block is not None and any(output.name == name for output in frame.block.outputs):
            return self.fail(column, f"{name} is an alias of the select list, not a column: repeat its expression here")
        known = [one.name for level in frame.chain() for one in level.visible if one.name]
        known += [name for level in frame.chain() for source in level.sources for name in source.hidden]
        return self.fail(column, f"unknown column {name}{nearest(name, known)}")

    def _node(self, source: Source, name: str) -> Node:
        """The bound column; a column that is never read back is NULL of its type."""
        if isinstance(source.table, Table) and source.table.by_name[name].is_hint:
            return exp.Cast(
                this=exp.Null(), to=exp.DataType.build(source.table.by_name[name].type.value, dialect="duckdb")
            )
        return column_node(source, name)


def name_output(column: exp.Column, name: str, block: Block) -> bool:
    """Whether ``column`` is the name of an output of ``block``; if so, it is made to stand for it."""
    at = next((at for at, output in enumerate(block.outputs) if output.name == name), None)
    if at is None:
        at = next((at for at, output in enumerate(block.outputs) if output.name.lower() == name.lower()), None)
    if at is None:
        return False
    block.named_outputs.add(at)
    column.set("this", quoted(block.outputs[at].actual))
    return True


def _written(identifier: Node) -> tuple[str, bool]:
    """The name as it is looked up, and whether it was quoted."""
    if not isinstance(identifier, exp.Identifier):
        return str(getattr(identifier, "name", "")), False
    return (identifier.name, True) if identifier.quoted else (identifier.name.lower(), False)


def _is_hint(source: Source, name: str) -> bool:
    return isinstance(source.table, Table) and source.table.by_name[name].is_hint
