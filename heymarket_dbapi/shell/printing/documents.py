"""Rows as JSON: one array of objects, or one object a line, written as they come."""

from __future__ import annotations

import json
from collections.abc import Iterator

from heymarket_dbapi.shell.output import Output
from heymarket_dbapi.shell.printing.answer import Answer
from heymarket_dbapi.shell.printing.values import as_json


def print_json(answer: Answer, output: Output) -> int:
    """How many rows were written, as one JSON array."""
    count = 0
    for texts in _objects(answer):
        output.write(("[\n" if count == 0 else ",\n") + ",\n".join(texts))
        output.flush()
        count += len(texts)
    output.write("\n]\n" if count else "[]\n")
    return count


def print_jsonl(answer: Answer, output: Output) -> int:
    """How many rows were written, each as one line of JSON."""
    count = 0
    for texts in _objects(answer):
        output.write("".join(f"{text}\n" for text in texts))
        output.flush()
        count += len(texts)
    return count


def _objects(answer: Answer) -> Iterator[list[str]]:
    """The rows as JSON objects, some at a time."""
    names = [json.dumps(name, ensure_ascii=False) for name in answer.unique_names]
    columns = list(zip(names, answer.are_documents, strict=True))
    for rows in answer.pages():
        yield [
            "{"
            + ", ".join(
                [
                    f"{name}: {as_json(value, is_document=is_document)}"
                    for (name, is_document), value in zip(columns, row, strict=True)
                ]
            )
            + "}"
            for row in rows
        ]
