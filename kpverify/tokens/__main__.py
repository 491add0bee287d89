"""`python -m kpverify.tokens`: check a code offline, or write what is generated from `codes.py`.

Exit status of `verify`: 0 valid, 1 invalid, 2 undetermined, 3 attention, 4 unrecognised; 64 wrong usage, 65 no single
code to judge in the file, 66 a file that cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from kpverify.tokens import Bundle, verify
from kpverify.tokens.bundle import MAX_BYTES
from kpverify.tokens.codebook import stale, write
from kpverify.tokens.errors import Malformed
from kpverify.tokens.scanned import MAX_FILE_BYTES, Unreadable, choose, texts_in
from kpverify.tokens.verdict import Outcome

EXITS = {
    Outcome.VALID: 0,
    Outcome.INVALID: 1,
    Outcome.UNDETERMINED: 2,
    Outcome.ATTENTION: 3,
    Outcome.UNRECOGNISED: 4,
}
USAGE, NO_CODE, NO_INPUT = 64, 65, 66
# What a code never ends in, but a file's name does.
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".pdf", ".txt")


class Parser(argparse.ArgumentParser):
    """Leaves with 64 for wrong usage: argparse's own 2 is "undetermined" here."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and leave."""
        self.print_usage(sys.stderr)
        leave(USAGE, message)


def leave(status: int, message: str) -> NoReturn:
    """Leave with a message."""
    print(f"kpverify.tokens: {message}", file=sys.stderr)  # noqa: T201
    sys.exit(status)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Do what the command line asks, and leave."""
    asked = _parser().parse_args(arguments)
    if asked.command == "codes":
        _codes(is_check=asked.check)
    now = asked.now or datetime.now(UTC)
    bundle = _bundle(asked.bundle)
    try:
        code = choose(texts_in(_given(asked.code)))
    except Unreadable as refused:
        leave(NO_CODE, str(refused))
    verdict = verify(code, bundle, now)
    json.dump(verdict.as_json(), sys.stdout, ensure_ascii=True, indent=2)
    print()  # noqa: T201
    sys.exit(EXITS[verdict.outcome])


def _parser() -> Parser:
    parser = Parser(prog="python -m kpverify.tokens", description="Check Kimberley Process certificates offline.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    check = commands.add_parser(
        "verify",
        help="judge a code; prints the verdict as JSON",
        description="Judge a code by a bundle, without network. Exit status: 0 valid, 1 invalid, 2 undetermined, "
        "3 attention, 4 unrecognised; 64 and above: nothing was judged.",
    )
    check.add_argument("--bundle", required=True, metavar="FILE", help="what a node serves at /trust/bundle")
    check.add_argument("--now", type=_instant, metavar="RFC3339", help="judge as of this instant, not of this clock")
    check.add_argument("code", metavar="CODE|FILE|-", help="the code's text, a picture, PDF or text file with it, or -")
    book = commands.add_parser("codes", help="write codes.js and docs/codes.md from codes.py (developers)")
    book.add_argument("--check", action="store_true", help="only say whether they are fresh")
    return parser


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no instant; write it like 2026-11-20T12:00:00Z") from None
    if found.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} has no time zone; add Z for UTC")
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise argparse.ArgumentTypeError(f"{text!r} lies outside the years 1 to 9999 UTC") from None


def _bundle(name: str) -> Bundle | bytes:
    """Load the bundle once; one that is refused is left to `verify`, whose answer says why."""
    content = _read(Path(name), MAX_BYTES + 1)
    try:
        return Bundle.load(content)
    except Malformed:
        return content


def _given(code: str) -> bytes:
    """Give the bytes behind the argument: of standard input, of a file, or its own."""
    if code == "-":
        return sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    path = Path(code)
    try:
        is_file = path.is_file()
    except (OSError, ValueError):
        is_file = False  # too long, or with characters no file's name has
    if is_file or code.lower().endswith(SUFFIXES):
        return _read(path, MAX_FILE_BYTES + 1)
    return code.encode("utf-8", "surrogateescape")


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        leave(NO_INPUT, f"{path} cannot be read: {error.strerror}.")


def _codes(*, is_check: bool) -> NoReturn:
    if not is_check:
        print("\n".join(["Written:", *map(str, write())]))  # noqa: T201
        sys.exit(0)
    if old := stale():
        leave(1, f"not as codes.py has it: {', '.join(map(str, old))}. Next: python -m kpverify.tokens codes")
    sys.exit(0)


if __name__ == "__main__":
    main()
