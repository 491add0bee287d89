"""What every reader holds its file to, before and while it is parsed."""

from __future__ import annotations

import csv
import io
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


def text_of(data: bytes, name: str) -> str:
    """Decode a text file.  Raises: Refused list-wrong-encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4096]:
        raise _encoding(name)
    # OFAC's files end with Control-Z, as files once did.
    try:
        return data.rstrip(b"\x1a").decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise _encoding(name) from wrong


def _encoding(name: str) -> Refused:
    words = _("{name} is not in UTF-8. Do not open and save the file: take it as its publisher gives it out.")
    return refused("list-wrong-encoding", words.format(name=name[:80]))


def rows_of(data: bytes, name: str, *, delimiter: str = ",") -> Iterator[list[str]]:
    """Give the rows of a CSV file.  Raises: Refused list-wrong-encoding, list-cut-short, list-too-large."""
    text = text_of(data, name)
    if "\x00" in text:
        raise _encoding(name)
    csv.field_size_limit(MOST_CELL)
    try:
        for place, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)):
            if place > 4 * MOST_ENTRIES:
                raise too_many(name)
            if row:
                yield row
    except csv.Error as wrong:
        raise cut_short(name) from wrong


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
    count = 0
    try:
        events: Any = iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True)
        for event, element in events:
            tag = bare(element.tag)
            if event == "start":
                if not stack and tag != root:
                    raise wrong_format(name, f"<{root}>")
                if len(stack) >= MOST_DEPTH:
                    raise refused("list-hostile", _("{name} is nested too deeply.").format(name=name[:80]))
                stack.append(element)
                if len(stack) == 1:
                    yield "", element
                continue
            stack.pop()
            if tag in wanted:
                count += 1
                if count > MOST_ENTRIES:
                    raise too_many(name)
                yield tag, element
                element.clear()
                if stack:
                    stack[-1].remove(element)
    except DefusedXmlException as hostile:
        words = _("{name} has a document type or entities, which no sanctions list has. It is not opened.")
        raise refused("list-hostile", words.format(name=name[:80])) from hostile
    except (ParseError, ValueError, LookupError) as wrong:
        raise cut_short(name) from wrong


def _head(data: bytes, name: str) -> None:
    """An XML file is UTF-8, and begins like XML."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4096]:
        raise _encoding(name)
    if not start.startswith(b"<"):
        raise wrong_format(name, "XML")
    text_of(data, name)


def only_file(files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """Give the one file of a list that is one.  Raises: Refused list-files-missing."""
    if len(files) != 1:
        raise refused("list-files-missing", _("This list is one file: choose that one, and no other."))
    return next(iter(files.items()))


def bare(tag: object) -> str:
    """Give the name of an element without its namespace."""
    return str(tag).rpartition("}")[2]
