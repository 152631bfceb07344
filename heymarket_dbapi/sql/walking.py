"""The nodes of a tree as lists: a statement is walked some fifty times, and sqlglot's generators take twice as long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

# The nodes' own class has another name in newer versions.
_NODE: Any = getattr(exp, "Expr", exp.Expression)


def nodes(tree: Any, is_end: Callable[[Any], bool] | None = None) -> list[Any]:
    """All nodes, level by level; ``is_end`` tells behind which ones nothing is looked for."""
    found = [tree]
    for node in found:  # it grows on the way
        if is_end is not None and is_end(node):
            continue
        for value in node.args.values():
            if isinstance(value, _NODE):
                found.append(value)
            elif type(value) is list:
                found += [one for one in value if isinstance(one, _NODE)]
    return found


def nodes_in_order(tree: Any) -> list[Any]:
    """All nodes, in the order of the text: each before what is in it."""
    found, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        found.append(node)
        inner: list[Any] = []
        for value in node.args.values():
            if isinstance(value, _NODE):
                inner.append(value)
            elif type(value) is list:
                inner += [one for one in value if isinstance(one, _NODE)]
        waiting += inner[::-1]
    return found


def nodes_of(tree: Any, *kinds: type[Any]) -> list[Any]:
    """All nodes of these kinds, level by level."""
    return [node for node in nodes(tree) if isinstance(node, kinds)]
