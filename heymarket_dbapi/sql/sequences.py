"""Gives NEXTVAL and CURRVAL the engine's name of the sequence that they name."""

from __future__ import annotations

from sqlglot import exp

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sql.names import Names, nearest, sequence_key
from heymarket_dbapi.sql.places import node_place
from heymarket_dbapi.sql.scopes import Node
from heymarket_dbapi.sql.walking import nodes_of

_FUNCTIONS = ("nextval", "currval")


def name_sequences(tree: Node, text: str, names: Names) -> bool:
    """Whether the tree uses a sequence; the names of those it uses are made the engine's."""
    found = [node for node in nodes_of(tree, exp.Anonymous) if node.name.lower() in _FUNCTIONS]
    for node in found:
        argument = node.expressions[0] if len(node.expressions) == 1 else None
        while isinstance(argument, exp.Cast):
            argument = argument.this
        if not isinstance(argument, exp.Literal) or not argument.is_string:
            raise ProgrammingError(
                f"{node.name.lower()} takes the name of a sequence as a literal, such as nextval('orders_id_seq')",
                position=node_place(text, node),
            )
        place = names.sequences.get(sequence_key(argument.this, names.default_schema))
        if place is None:
            near = nearest(argument.this, [name for _, name in names.sequences])
            raise ProgrammingError(f"unknown sequence {argument.this[:60]}{near}", position=node_place(text, node))
        node.set("expressions", [exp.Literal.string(place)])
    return bool(found)
