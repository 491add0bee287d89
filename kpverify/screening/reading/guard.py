"""What every reader holds its file to, before and while it is parsed."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from kpverify.errors import Refused

MOST_BYTES = 200 * 10**6
MOST_ENTRIES = 500_000
MOST_CELL = 131_072
MOST_DEPTH = 12
# A row, or one tag or text of XML, and how many columns a table or parts an entry may have: real ones have far less.
MOST_ROW = 2_000_000
MOST_TOKEN = 1_000_000
MOST_COLUMNS = 200
MOST_PARTS = 20_000
# ZIP, gzip, bzip2, xz, Zstandard, 7z.
PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf")
DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"'>]*)")


def refused(code: str, words: str) -> Refused:
    """Say no to a file: nothing of it is kept."""
    return Refused(code, words, status=422)


def wrong_format(name: str, what: str) -> Refused:
    """Say that a file is not what it was given as."""
    words = _("{name} is not {what}. Download it anew from its publisher, and choose the list it belongs to.")
    return refused("list-wrong-format", words.format(name=name[:80], what=what))


def cut_short(name: str) -> Refused:
    """Say that a file ends too early."""
    words = _("{name} ends too early, or is damaged. Download it anew; nothing of it was taken in.")
    return refused("list-cut-short", words.format(name=name[:80]))


def require_utf8(data: bytes, name: str) -> None:
    """Go on only with UTF-8 without NUL, looked at piece by piece.

    A packed file is never opened: what it would grow to is nobody's to guess.
    Raises: Refused list-wrong-format, list-wrong-encoding.
    """
    if data.startswith(PACKED):
        raise wrong_format(name, _("unpacked"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data:
        raise _encoding(name)
    decoder, held = codecs.getincrementaldecoder("utf-8")(), memoryview(data)
    try:
        for at in range(0, len(held), MOST_TOKEN):
            decoder.decode(held[at : at + MOST_TOKEN])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as wrong:
        raise _encoding(name) from wrong


def _encoding(name: str) -> Refused:
    words = _("{name} is not in UTF-8. Do not open and save the file: take it as its publisher gives it out.")
    return refused("list-wrong-encoding", words.format(name=name[:80]))


def rows_of(data: bytes, name: str, *, delimiter: str = ",") -> Iterator[list[str]]:
    """Give the rows of a CSV file, one in memory at a time.

    Raises: Refused list-wrong-format, list-wrong-encoding, list-cut-short, list-hostile, list-too-large.
    """
    require_utf8(data, name)
    csv.field_size_limit(MOST_CELL)
    lines = _Lines(data, name)
    try:
        for place, row in enumerate(csv.reader(lines, delimiter=delimiter, strict=True)):
            lines.since = 0
            if place > 4 * MOST_ENTRIES:
                raise too_many(name)
            if len(row) > MOST_COLUMNS:
                raise _outsized(name)
            if row:
                yield row
    except csv.Error as wrong:
        if "field larger than" in str(wrong):
            raise _outsized(name) from wrong
        raise cut_short(name) from wrong


class _Lines:
    """The lines of a text file, which stop when those of one row grow too long: `since` is set to 0 at each row."""

    def __init__(self, data: bytes, name: str) -> None:
        # OFAC's files end with Control-Z, as files once did.
        ended = data.rstrip(b"\x1a") if data.endswith(b"\x1a") else data
        self._text = io.TextIOWrapper(io.BytesIO(ended), encoding="utf-8-sig", newline="")
        self._name = name
        self.since = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(MOST_ROW + 1)
        self.since += len(line)
        if self.since > MOST_ROW:
            raise _outsized(self._name)
        if not line:
            raise StopIteration
        return line


def _outsized(name: str) -> Refused:
    words = _("{name} has a row, a cell or an element larger than any list's. It is not opened.")
    return refused("list-hostile", words.format(name=name[:80]))


def too_many(name: str) -> Refused:
    """Say that a file holds more than any list does."""
    return refused("list-too-large", _("{name} holds more entries than any list does.").format(name=name[:80]))


def elements_of(data: bytes, name: str, *, root: str, wanted: frozenset[str]) -> Iterator[tuple[str, Element]]:
    """Give the root's start as ("", root), then each wanted element as (name, element), which is emptied afterwards.

    Names are without namespace. No document type, entity or reference outside is allowed.
    Raises: Refused list-wrong-format, list-wrong-encoding, list-cut-short, list-hostile, list-too-large.
    """
    _head(data, name)
    stack: list[Element] = []
    count = parts = within = 0
    source = _Bytes(data, name)
    try:
        events: Any = iterparse(source, events=("start", "end"), forbid_dtd=True)
        for event, element in events:
            source.since = 0
            tag = bare(element.tag)
            if event == "start":
                stack.append(element)
                parts += 1
                within += tag in wanted
                _refuse_odd(tag, root, name=name, depth=len(stack), parts=parts)
                if len(stack) == 1:
                    yield "", element
                continue
            stack.pop()
            within -= tag in wanted
            if within:
                continue
            parts = 0
            if tag in wanted:
                count += 1
                if count > MOST_ENTRIES:
                    raise too_many(name)
                yield tag, element
            # What is not in an entry is not kept either: else a file of other elements would fill the memory.
            if stack:
                element.clear()
                stack[-1].remove(element)
    except DefusedXmlException as hostile:
        words = _("{name} has a document type or entities, which no sanctions list has. It is not opened.")
        raise refused("list-hostile", words.format(name=name[:80])) from hostile
    except (ParseError, ValueError, LookupError) as wrong:
        raise cut_short(name) from wrong


def _refuse_odd(tag: str, root: str, *, name: str, depth: int, parts: int) -> None:
    if depth == 1 and tag != root:
        raise wrong_format(name, f"<{root}>")
    if depth > MOST_DEPTH:
        raise refused("list-hostile", _("{name} is nested too deeply.").format(name=name[:80]))
    if parts > MOST_PARTS:
        raise _outsized(name)


class _Bytes:
    """A file as a parser reads it, which stops when one tag, text or comment does not end.

    `since` is set to 0 at each of them.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._data = io.BytesIO(data)
        self._name = name
        self.since = 0

    def read(self, size: int) -> bytes:
        held = self._data.read(size)
        self.since += len(held)
        if self.since > MOST_TOKEN:
            raise _outsized(self._name)
        return held


def _head(data: bytes, name: str) -> None:
    """An XML file is UTF-8, says nothing else of itself, and begins like XML."""
    require_utf8(data, name)
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"<"):
        raise wrong_format(name, "XML")
    # The parser goes by what the file says: by another word every name would be read as other letters.
    said = DECLARED.match(start)
    if said and said[1].strip().lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        raise _encoding(name)


def only_file(files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """Give the one file of a list that is one.  Raises: Refused list-files-missing."""
    if len(files) != 1:
        raise refused("list-files-missing", _("This list is one file: choose that one, and no other."))
    return next(iter(files.items()))


def bare(tag: object) -> str:
    """Give the name of an element without its namespace."""
    return str(tag).rpartition("}")[2]
