"""What the code and the templates ask gettext for, found without the gettext programs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

ROOT = Path(settings.ROOT)
ASKING = re.compile(r"_|n?p?gettext(_lazy|_noop)?")
TEXT = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
IN_TEMPLATE = re.compile(rf"\b(n?p?gettext|_)\(((?:\s*u?{TEXT}\s*,?)+)")


class Word(NamedTuple):
    """One message: its context and its English."""

    context: str | None
    text: str


def words_of(path: Path) -> set[Word]:
    """List what one file asks for."""
    source = path.read_text(encoding="utf-8")
    calls = _in_template(templatize(source, origin=str(path))) if path.suffix == ".html" else _in_code(source)
    return {Word(texts[0], texts[1]) if name.startswith(("p", "np")) else Word(None, texts[0]) for name, texts in calls}


def _in_template(source: str) -> Iterator[tuple[str, list[str]]]:
    for name, texts in IN_TEMPLATE.findall(source):
        yield name, list(ast.literal_eval(f"({texts.rstrip(', ')},)"))


def _in_code(source: str) -> Iterator[tuple[str, list[str]]]:
    for call in ast.walk(ast.parse(source)):
        name = getattr(getattr(call, "func", None), "id", "")
        if isinstance(call, ast.Call) and ASKING.fullmatch(name):
            texts = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if texts:
                yield name, texts


def asked_for() -> set[Word]:
    """List what the whole project asks for."""
    files = [*(ROOT / "kpverify").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    return {word for path in files for word in words_of(path) if word.text}


def catalogue(language: str) -> Catalog:
    """Read what translators wrote in a language, such as `zh-hans`."""
    with (ROOT / f"kpverify/locale/{to_locale(language)}/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file)
