"""How little of each relation a query needs: its first rows, as many as are shown, a count, an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.sql.aggregates import has_generator
from heymarket_dbapi.sql.descent import Descent, descend, dropped_from, is_aggregate_alone, is_row_wise
from heymarket_dbapi.sql.equalities import Equality
from heymarket_dbapi.sql.folding import Folding
from heymarket_dbapi.sql.links import find_links
from heymarket_dbapi.sql.narrowing import Narrowing
from heymarket_dbapi.sql.origins import base_column, body_of, expression_of, is_read_once, position
from heymarket_dbapi.sql.passing import is_cut
from heymarket_dbapi.sql.query import Counting, End, Extreme, Link, Order, Relation, Skip
from heymarket_dbapi.sql.relations import Scans, is_extended
from heymarket_dbapi.sql.scopes import Block, Body, Bound, Node, Source, every_block, source_number
from heymarket_dbapi.sql.streams import Cut, read_cut

_EVERY = 2**63
_ENDS = {exp.Min: End.LEAST, exp.Max: End.GREATEST}


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rows of a source that are not shown, since the query ``node`` has an OFFSET."""

    number: int
    node: Node
    cut: Cut
    order: Order | None


@dataclass(slots=True)
class Hints:
    """What was found, by the numbers of sources."""

    reaches: dict[int, int] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)
    links: list[Equality] = field(default_factory=list)
    count: tuple[int, tuple[str, ...]] | None = None
    extremes: tuple[int, str, tuple[End, ...], tuple[str, ...]] | None = None
    skipped: Skipped | None = None

    def apply(self, scans: Scans) -> tuple[Relation, ...]:
        """The relations with what is known of the one source that reads each; of several, nothing is."""
        numbers = {name: number for number, name in scans.names.items() if not scans.is_shared(number)}
        return tuple(
            self._applied(one, numbers[one.name], scans.names) if one.name in numbers and not one.is_empty else one
            for one in scans.relations
        )

    def _applied(self, relation: Relation, number: int, names: Mapping[int, str]) -> Relation:
        links = [
            Link(link.target[1], names[link.origin[0]], link.origin[1])
            for link in self.links
            if link.target[0] == number and names.get(link.origin[0], relation.name) != relation.name
        ]
        return replace(
            relation,
            reach=self.reaches.get(number),
            order=self.orders.get(number),
            whole_predicate=number in self.whole,
            links=tuple(dict.fromkeys(links)),
        )

    def counting(self, scans: Scans) -> Counting | None:
        """The count that is the whole result."""
        if self.count is None or not _is_own(scans, self.count[0]):
            return None
        return Counting(scans.names[self.count[0]], self.count[1])

    def extreme(self, scans: Scans) -> Extreme | None:
        """The ends of a column that are the whole result."""
        if self.extremes is None or not _is_own(scans, self.extremes[0]):
            return None
        number, column, ends, names = self.extremes
        return Extreme(scans.names[number], column, ends, names)

    def skip(self, scans: Scans, parameter: str | None) -> Skip | None:
        """The rows that need not be loaded; their number is the engine's parameter of that name, if not ours."""
        if self.skipped is None or not _is_own(scans, self.skipped.number):
            return None
        cut, order = self.skipped.cut, self.skipped.order
        return Skip(scans.names[self.skipped.number], cut.offset, cut.limit, parameter, order)


def _is_own(scans: Scans, number: int) -> bool:
    if number not in scans.names or scans.is_shared(number):
        return False
    return not next(one.is_empty for one in scans.relations if one.name == scans.names[number])


def find_hints(bound: Bound, narrowing: Narrowing, folding: Folding) -> Hints:
    """What the query's form tells."""
    return _Search(bound, narrowing, folding).find()


class _Search:
    """The hints of one query."""

    def __init__(self, bound: Bound, narrowing: Narrowing, folding: Folding) -> None:
        self._bound = bound
        self._narrowing = narrowing
        self._folding = folding
        self._found = Hints()
        self._shown: dict[int, int] = {}

    def find(self) -> Hints:
        root = self._bound.root
        self._found.links = list(find_links(self._bound, self._narrowing))
        self._shown = dict(self._shows(root))
        for block in every_block(root):
            self._first_rows(block, block is root)
        for block in every_block(root):
            for subordinate in block.subordinates:
                if subordinate.is_existence and isinstance(subordinate.body, Block):
                    self._proof(subordinate.body)
        if isinstance(root, Block):
            self._aggregate(root)
        return self._found

    # First rows ----------------------------------------------------------------------------------------------------

    def _shows(self, body: Body | None) -> Iterator[tuple[int, int]]:
        """The blocks whose rows are those of the result, by identity, with how many of them are shown."""
        most = _EVERY
        while isinstance(body, Block) and is_row_wise(body):
            cut = read_cut(body.node, self._folding)
            if cut is None or any(has_generator(output.node) for output in body.outputs):
                return
            most = min(most, _EVERY if cut.limit is None else cut.limit)
            yield id(body), most
            source = body.tree
            is_bare = body.clause("where") is None and body.clause("order") is None and not cut.offset
            if not is_bare or not isinstance(source, Source) or not is_read_once(source):
                return
            body = body_of(source)

    def _first_rows(self, block: Block, is_root: bool) -> None:
        """A block that shows the first rows of a table, in an order or in none."""
        if not is_root and is_row_wise(block) and not is_cut(block.node):
            return
        descent = descend(self._bound, block, self._narrowing)
        if descent is None:
            self._first_rows_of_a_join(block)
            return
        number = descent.source.number
        if descent.is_whole:
            self._found.whole.add(number)
        cut = read_cut(block.node, self._folding)
        if cut is None or not cut.limit or not is_row_wise(block):
            return
        shown = min(cut.limit, self._shown.get(id(block), _EVERY))
        ordered = next((one for one in descent.blocks if one.clause("order") is not None), None)
        if ordered is None and descent.is_whole:
            self._found.reaches[number] = shown + cut.offset
        elif ordered is not None and (id(block) in self._shown or descent.is_whole):
            order = self._order(ordered, descent, Cut(shown, cut.offset))
            if order is not None:
                self._found.orders[number] = order
        if (
            cut.offset
            and self._found.skipped is None
            and _is_as_listed(descent, ordered, self._found.orders.get(number))
        ):
            self._found.skipped = Skipped(number, block.node, cut, self._found.orders.get(number))

    def _first_rows_of_a_join(self, block: Block) -> None:
        """A block that shows the first rows of a table of which a join or a condition drops some.

        Each row of the result comes from one of the table's: where the first of these give enough, the others come
        behind them.
        """
        cut = read_cut(block.node, self._folding)
        order = block.clause("order")
        if cut is None or not cut.limit or order is None or id(block) not in self._shown or not is_row_wise(block):
            return
        first = order.expressions[0]
        base = self._base(_ordering(block, first.this))
        if base is None or base[0] not in set(dropped_from(block.tree)) or self._is_late(block):
            return
        if is_extended(*base) or not _is_live(base[0]) or any(has_generator(output.node) for output in block.outputs):
            return
        shown = min(cut.limit, self._shown[id(block)])
        self._found.orders[base[0].number] = Order(
            base[1],
            bool(first.args.get("desc")),
            shown + cut.offset,
            shown,
            nulls_first=bool(first.args.get("nulls_first")),
            ties=len(order.expressions) > 1,
            is_filtered=True,
        )

    def _order(self, block: Block, descent: Descent, cut: Cut) -> Order | None:
        items = block.clause("order").expressions
        first = items[0]
        base = self._base(_ordering(block, first.this))
        if base is None or base[0] is not descent.source or is_extended(*base) or not _is_live(base[0]):
            return None
        is_filtered = not descent.is_whole
        if is_filtered and any(self._is_late(block) for block in descent.blocks):
            return None
        shown = cut.limit or 0
        return Order(
            base[1],
            bool(first.args.get("desc")),
            shown + cut.offset,
            shown,
            nulls_first=bool(first.args.get("nulls_first")),
            ties=len(items) > 1,
            is_filtered=is_filtered,
        )

    def _is_late(self, block: Block) -> bool:
        """Whether the WHERE needs what only a call per row delivers."""
        where = block.clause("where")
        columns = where.find_all(exp.Column) if where is not None else ()
        bases = [self._base(column) for column in columns]
        return any(base is None or is_extended(*base) for base in bases)

    def _base(self, node: Node | None) -> tuple[Source, str] | None:
        number = source_number(node)
        return base_column(self._bound, number, node.name) if number is not None and node is not None else None

    def _proof(self, block: Block) -> None:
        """A query of which one row is enough."""
        cut = read_cut(block.node, self._folding)
        if cut is None or cut.offset or cut.limit == 0 or not is_row_wise(block):
            return
        descent = descend(self._bound, block, self._narrowing)
        if descent is not None and descent.is_whole:
            self._found.whole.add(descent.source.number)
            self._found.orders.pop(descent.source.number, None)
            self._found.reaches[descent.source.number] = 1

    # Aggregates ----------------------------------------------------------------------------------------------------

    def _aggregate(self, root: Block) -> None:
        """A query whose result is one row, taken from all rows of a table."""
        block, expressions = _unwrapped(root)
        cut = read_cut(block.node, self._folding)
        outer = read_cut(root.node, self._folding)
        if not is_aggregate_alone(block) or any(one is None or one.offset or one.limit == 0 for one in (cut, outer)):
            return
        descent = descend(self._bound, block, self._narrowing)
        if descent is None or not descent.is_whole:
            return
        names = tuple(output.actual for output in root.outputs)
        if not descent.is_alone or not _is_live(descent.source):
            return
        if all(self._is_count(one, descent.source) for one in expressions):
            self._found.count = (descent.source.number, names)
        columns = {self._end_column(one, descent.source) for one in expressions}
        column = columns.pop() if len(columns) == 1 else None
        if column is not None:
            ends = tuple(_ENDS[type(one)] for one in expressions)
            self._found.extremes = (descent.source.number, column, ends, names)

    def _is_count(self, node: Node, table: Source) -> bool:
        """Whether it counts each row: COUNT(*), COUNT(1), COUNT of what is never NULL."""
        if not isinstance(node, exp.Count) or node.expressions:
            return False
        counted = node.this
        if isinstance(counted, exp.Star):
            return True
        constant = self._folding.fold(counted)
        if constant is not None:
            return constant.value is not None
        is_distinct = isinstance(counted, exp.Distinct)
        if is_distinct and (len(counted.expressions) != 1 or counted.args.get("on") is not None):
            return False
        base = self._base(counted.expressions[0] if is_distinct else counted)
        column = _column(base) if base is not None and base[0] is table else None
        if column is None or not isinstance(table.table, Table):
            return False
        is_key = table.table.key == (column.name,)
        return is_key or (column.not_null and not is_distinct)

    def _end_column(self, node: Node, table: Source) -> str | None:
        """The column whose least or greatest value it is, if that is never NULL."""
        if type(node) not in _ENDS or node.expressions:
            return None
        base = self._base(node.this)
        column = _column(base) if base is not None and base[0] is table else None
        return column.name if column is not None and column.not_null else None


def _is_as_listed(descent: Descent, ordered: Block | None, order: Order | None) -> bool:
    """Whether the rows are all of a table's, in the order in which they are listed or in none."""
    table = descent.source.table
    if not isinstance(table, Table) or not descent.is_alone or any(one.clause("where") for one in descent.blocks):
        return False
    return ordered is None or (order is not None and order.column == table.listing_order)


def _unwrapped(root: Block) -> tuple[Block, list[Node]]:
    """The aggregating block inside a query that does nothing but show its columns, and the aggregates shown."""
    shown = [output.node.this if isinstance(output.node, exp.Alias) else output.node for output in root.outputs]
    source = root.tree
    if not isinstance(source, Source) or not is_read_once(source) or not is_row_wise(root):
        return root, shown
    inner = body_of(source)
    is_bare = root.clause("where") is None and all(source_number(node) == source.number for node in shown)
    if not isinstance(inner, Block) or not is_bare:
        return root, shown
    below = [expression_of(inner, position(source, node.name)) for node in shown]
    return inner, [node for node in below if node is not None]


def _ordering(block: Block, node: Node) -> Node | None:
    """The expression by which an item of ORDER BY sorts: a number or the name of an output stands for it."""
    if source_number(node) is not None:
        return node
    if isinstance(node, exp.Literal) and node.is_int:
        return expression_of(block, int(node.this) - 1)
    if isinstance(node, exp.Column) and not node.table:
        at = next((at for at, output in enumerate(block.outputs) if output.actual == node.name), None)
        return expression_of(block, at)
    return None


def _column(base: tuple[Source, str]) -> Column | None:
    """The catalog's column, if the listing carries it."""
    source, name = base
    if not isinstance(source.table, Table) or is_extended(source, name):
        return None
    return source.table.by_name[name]


def _is_live(source: Source) -> bool:
    return isinstance(source.table, Table)
