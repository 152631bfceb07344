"""`python -m benchmarks`: measures, and prints the tables in Markdown."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .calls import compare
from .dialect import dialect
from .ground import SIZES, SMALL, Ground
from .memory import memory
from .overhead import overheads
from .questions import QUESTIONS
from .report import Report
from .scans import scans
from .served import served
from .throughput import throughput
from .writes import writes

PARTS = ("calls", "scans", "overhead", "throughput", "memory", "dialect", "writes")


def main(arguments: list[str] | None = None) -> int:
    """Measure what is asked for, print it, and write it; the exit code."""
    given = _parser().parse_args(arguments)
    report = measure(set(given.part or PARTS), is_quick=given.quick)
    print(report.markdown())
    if given.json:
        given.json.write_text(json.dumps(report.json(), indent=1))
    return 0


def measure(parts: set[str], *, is_quick: bool) -> Report:
    """What a run finds; a quick one has a small account, few repetitions, and nobody beside the driver."""
    ground = Ground(SMALL if is_quick else SIZES)
    report = Report(", ".join(f"{count} {name}" for name, count in ground.sizes.items() if name != "seed"))
    with served(**ground.sizes) as place:
        if "calls" in parts:
            report.lines += compare(ground, place, QUESTIONS, is_quick=is_quick)
        if "overhead" in parts:
            report.figures += overheads(ground, place, *((5, 1) if is_quick else ()))
    if "scans" in parts:
        report.figures += scans(10, 0.01) if is_quick else scans()
    if "throughput" in parts:
        report.figures += throughput(1_000, 1) if is_quick else throughput()
    if "memory" in parts:
        report.figures += memory(2_000) if is_quick else memory()
    if "dialect" in parts:
        report.figures += dialect(1_000, 1, 20) if is_quick else dialect()
    if "writes" in parts:
        report.figures += writes(200) if is_quick else writes()
    return report


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small account, the driver alone, few repetitions")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file, too")
    parser.add_argument("--part", action="append", choices=PARTS, help="only this part; may be given several times")
    return parser


if __name__ == "__main__":
    sys.exit(main())
