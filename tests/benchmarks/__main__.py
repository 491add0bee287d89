"""Run every benchmark and print one table: `make bench`, or `make bench ROWS=verify` for some.

A module here with a `rows()` is a benchmark. Each row compares with a peer or the raw library in the same run, so that
a slow machine does not make a slow program. Writes `build/bench.json`.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import tests.benchmarks

OUT = Path("build/bench.json")


def modules(wanted: list[str]) -> list[str]:
    """Name the benchmark modules, or those of them that were asked for."""
    found = [module.name for module in pkgutil.iter_modules(tests.benchmarks.__path__)]
    unknown = set(wanted) - set(found)
    if unknown:
        sys.exit(f"No benchmark is called {', '.join(sorted(unknown))}. There are: {', '.join(found)}.")
    return wanted or found


def collect(names: list[str]) -> list[dict[str, Any]]:
    """Run the modules that have rows, one after the other: two at once would measure each other."""
    rows: list[dict[str, Any]] = []
    for name in names:
        module = importlib.import_module(f"tests.benchmarks.{name}")
        if hasattr(module, "rows"):
            print(f"== {name}", file=sys.stderr, flush=True)
            rows += [{"benchmark": name, **row} for row in module.rows()]
    return rows


def figure(value: Any) -> str:
    """Write a figure as a person would."""
    if value is None:
        return ""
    if isinstance(value, float) and 0 < value < 0.1:
        return f"{value:.4f}"
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def main() -> None:
    """Print the table and keep it as JSON."""
    rows = collect(modules(sys.argv[1:]))
    table = Table(title="kpverify: measured in this run")
    for column in ("what", "figure", "unit", "peer", "peer's figure", "ratio"):
        table.add_column(column, justify="right" if column in {"figure", "peer's figure", "ratio"} else "left")
    for row in rows:
        cells = (row["name"], figure(row["figure"]), row["unit"], row.get("peer") or "")
        table.add_row(*cells, figure(row.get("peer_figure")), figure(row.get("ratio")))
    Console(width=150).print(table)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"Written to {OUT}")


if __name__ == "__main__":
    main()
