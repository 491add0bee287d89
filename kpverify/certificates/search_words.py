"""Which words a certificate is found by, and which words somebody looks for: both put in one form.

Marks and case are taken away (É is e, أ is ا), digits of every script become 0-9, and scripts that part no words
(Chinese, Japanese, Thai, ...) are cut into pairs of characters. A typed word finds every word that begins with it; of
a certificate's number also every part that is two characters long or longer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

# Letters that no decomposition takes apart.
LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
WORD = re.compile(r"[^\W_]+")
# Scripts that are written without blanks between words.
UNPARTED = re.compile("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+)")
# Of many words of one box the first are asked for.
MOST_WORDS = 12
LONGEST = 40


def plain(text: str) -> str:
    """Take away marks, case and the shapes of digits."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in parts if not unicodedata.category(sign).startswith("M"))
    digits = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in bare)
    return digits.translate(LETTERS)


def words_of(text: str) -> list[str]:
    """Cut a text into the words it is found by."""
    return [piece[:LONGEST] for word in WORD.findall(plain(text)) for piece in _pieces(word, is_asked=False)]


def asked_for(text: str) -> list[str]:
    """Cut what was typed into the beginnings of words that all have to be there."""
    found = [piece[:LONGEST] for word in WORD.findall(plain(text)) for piece in _pieces(word, is_asked=True)]
    return list(dict.fromkeys(found))[:MOST_WORDS]


def _pieces(word: str, *, is_asked: bool) -> Iterable[str]:
    for part in UNPARTED.split(word):
        if not UNPARTED.fullmatch(part):
            yield from [part] if part else []
        elif is_asked and len(part) > 1:
            yield from (part[at : at + 2] for at in range(len(part) - 1))
        else:
            # The last character stands alone, so that each is the beginning of something.
            yield from (part[at : at + 2] for at in range(len(part)))


def tag(kind: str, value: str) -> str:
    """Make the word for something that is one of a list: it is found whole or not at all."""
    return f"{kind}~{''.join(WORD.findall(plain(value)))}"


def words_of_certificate(content: Mapping[str, Any], *, number: str, check_code: str) -> str:
    """List every word a certificate is found by, parted by blanks."""
    names = [content.get(party, {}).get("name", "") for party in ("exporter", "importer")]
    bare = "".join(WORD.findall(plain(number)))
    code = plain(check_code)
    found = [
        *(bare[at:] for at in range(max(len(bare) - 1, 0))),
        *(word for name in names for word in words_of(name)),
        *(word for seal in content.get("seals", ()) for word in ("".join(words_of(seal))[:LONGEST], *words_of(seal))),
        *((code, code[4:]) if code else ()),
        *tags_of(content),
    ]
    return " ".join(dict.fromkeys(word for word in found if word))


def tags_of(content: Mapping[str, Any]) -> list[str]:
    """Give the words for what a certificate has of lists: origins, zones, HS codes, due diligence."""
    origins = content.get("mining_origin")
    return [
        *(tag("o", one) for one in (["mixed"] if origins == [] else origins or ())),
        *(tag("z", one) for one in content.get("zones", ())),
        *(tag("h", line["hs"]) for line in content.get("goods", ()) if line.get("hs")),
        *(tag("d", one) for one in content.get("due_diligence") or ["none"]),
    ]


def added_up(content: Mapping[str, Any], member: str) -> Decimal | None:
    """Add up `carats` or `usd` of all lines; None when there is none yet."""
    amounts = [Decimal(line[member]) for line in content.get("goods", ()) if line.get(member)]
    return sum(amounts, Decimal(0)) if amounts else None
