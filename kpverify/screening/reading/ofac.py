"""OFAC's Specially Designated Nationals in their three old CSV files.

No head, `-0- ` for nothing, linked by the entry's number; CRLF, and a Control-Z at the end. More aliases hide in the
remarks: `a.k.a. 'BNC'`.
Source: OFAC, "SDN data formats" (dat_spec.txt): sdn.csv 12 columns, add.csv 6, alt.csv 5.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from kpverify.screening.reading.entry import Listed, Read, distinct
from kpverify.screening.reading.guard import MOST_ENTRIES, cut_short, refused, rows_of, too_many, wrong_format

FILES = {"sdn.csv": 12, "alt.csv": 5, "add.csv": 6}
_ALSO = re.compile(r"\b(?:a|f|n)\.k\.a\. '([^']{2,200}(?:'[^';]{1,80})*)'")
_KINDS = {"individual": "person", "vessel": "vessel", "aircraft": "aircraft"}


def read(files: Mapping[str, bytes]) -> Read:
    """Read the three files together: one without the others would lose aliases.

    Raises: Refused list-files-missing, list-wrong-format, list-cut-short, list-wrong-encoding, list-too-large.
    """
    if missing := [name for name in FILES if name not in files]:
        words = f"The list of OFAC is three files: {', '.join(FILES)}. Missing: {', '.join(missing)}."
        raise refused("list-files-missing", words)
    aliases: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in _rows(files["alt.csv"], "alt.csv"):
        aliases[row[0]].append((row[3], "weak" if "weak" in row[4].casefold() else "strong"))
    addresses, countries = defaultdict(list), defaultdict(list)
    for row in _rows(files["add.csv"], "add.csv"):
        addresses[row[0]].append(", ".join(part for part in row[2:5] if part))
        countries[row[0]].append(row[4])
    entries: dict[str, Listed] = {}
    for row in _rows(files["sdn.csv"], "sdn.csv"):
        hidden = [(name, "strong") for name in _ALSO.findall(row[11])]
        entries[row[0]] = Listed(
            uid=row[0],
            kind=_KINDS.get(row[2].casefold(), "entity"),
            names=distinct([(row[1], ""), *aliases.get(row[0], ()), *hidden]),
            programmes=tuple(part.strip("[] ") for part in re.split(r"\]\s*\[|;", row[3]) if part.strip("[] ")),
            addresses=tuple(one for one in addresses.get(row[0], ()) if one),
            countries=tuple(dict.fromkeys(one for one in countries.get(row[0], ()) if one)),
            remarks=row[11],
        )
        if len(entries) > MOST_ENTRIES:
            raise too_many("sdn.csv")
    strangers = (aliases.keys() | addresses.keys()) - entries.keys()
    # Files of different days have a few; more, and sdn.csv was cut.
    if len(strangers) > max(5, len(entries) // 50):
        raise cut_short("sdn.csv")
    return Read(None, list(entries.values()))


def _rows(data: bytes, name: str) -> Iterator[list[str]]:
    columns = FILES[name]
    for row in rows_of(data, name):
        cells = ["" if cell.strip() == "-0-" else cell.strip() for cell in row]
        if len(cells) != columns or not cells[0].isdecimal():
            raise wrong_format(name, f"a file of {columns} columns whose first is a number")
        yield cells
