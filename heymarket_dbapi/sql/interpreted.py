"""Classes of sqlglot that can have subclasses: where its compiled form is installed, they are made from its sources."""

from __future__ import annotations

import builtins
import importlib
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

# What is made anew; everything else, such as the nodes of trees, is sqlglot's own, compiled or not.
_OWN = ("sqlglot.parser", "sqlglot.parsers.postgres", "sqlglot.generator", "sqlglot.generators.duckdb")


def interpreted(compiled: Any) -> Any:
    """The class itself, or its like from the source, where other software has asked for ``sqlglot[c]``."""
    file = Path(sys.modules[compiled.__module__].__file__ or "")
    return compiled if file.suffix == ".py" else getattr(_module(compiled.__module__), compiled.__name__)


@cache
def _module(name: str) -> ModuleType:
    source = Path(importlib.import_module(name).__file__ or "")
    source = source.with_name(source.name.partition(".")[0] + ".py")
    made = ModuleType(name)
    made.__dict__.update(__file__=str(source), __builtins__={**vars(builtins), "__import__": _import})
    exec(compile(source.read_text(encoding="utf-8"), str(source), "exec"), made.__dict__)
    return made


def _import(name: str, module: Any = None, local: Any = None, wanted: Any = (), level: int = 0) -> Any:
    """What an import statement in these sources means: their like, not the compiled modules."""
    if name in _OWN and wanted:
        return _module(name)
    found = builtins.__import__(name, module, local, wanted, level)
    own = {one: _module(f"{name}.{one}") for one in wanted or () if f"{name}.{one}" in _OWN}
    if not own:
        return found
    seen = ModuleType(name)
    seen.__dict__.update({one: getattr(found, one) for one in wanted}, **own)
    return seen
