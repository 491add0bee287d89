"""`python -m tests.tokens.cases` writes `tests/vectors/` anew; `--check` only says whether it is fresh."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.tokens.cases.vectors import files

VECTORS = Path(__file__).parents[2] / "vectors"
KEPT = {"README.md", ".gitattributes"}


def stale() -> list[str]:
    """Name every file that is missing, too many, or not as it would be written."""
    wanted = dict(files())
    found = {str(path.relative_to(VECTORS)): path for path in VECTORS.rglob("*") if path.is_file()}
    strangers = set(found) - set(wanted) - KEPT
    return sorted(
        strangers
        | {name for name, content in wanted.items() if name not in found or found[name].read_bytes() != content}
    )


def write() -> int:
    """Write every file; count the cases."""
    wanted = dict(files())
    for old in VECTORS.iterdir():
        if old.is_dir():
            shutil.rmtree(old)
    for name, content in wanted.items():
        path = VECTORS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return sum(name.endswith("/expected.json") for name in wanted)


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit("\n".join(["Not fresh:", *names]) if (names := stale()) else 0)
    print(f"{write()} cases in {VECTORS}")
