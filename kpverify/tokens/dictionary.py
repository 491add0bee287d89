"""The preset dictionary of KPQR-1: text that certificates share.  Twin of `dictionary.js`.

Frozen: another byte here and printed codes can no longer be read. A new dictionary is a new transport version.
Source: docs/adr/0008-dictionary.md, tests/benchmarks/choose_dictionary.py.
"""

from __future__ import annotations

# The rarest first, the most probable last: near matches cost fewer bits.
DICTIONARY = "".join(
    (
        '"kind":"replacement","replaces":"',
        '"due_diligence":[],"kind":"standard"',
        ',"remarks":"',
        "RJC-COP",
        '"},{"hs":"7102.21","carats":"',
        '{"alg":"ES256","kid":"',
        '-1","typ":"kpc+jwt"}\n{"iss":"',
        "LUSAKA-REF",
        '","sub":"',
        "WDC-SOW-2021",
        '","iat":1',
        ',"exp":1',
        '"],"zones":["',
        "00",
        ',"status":{"status_list":{"idx":',
        "7102.31",
        ',"uri":"https://',
        '"},{"hs":"7102.10","carats":"',
        "/status/",
        '"}},"kpc":{"statement":"KPCS',
        '","mining_origin":["',
        '"],"exporter":{"name":"',
        '"},"importer":{"name":"',
        'technical"',
        '","address":"',
        "OECD-DDG",
        '"},"goods":[{"hs":"7102.31","carats":"',
        "7102.21",
        '","usd":"',
        "7102.10",
        '"}],"parcels":1',
        ',"seals":["',
        '","country":"',
        "UNGP",
        '"],"officers":["',
        '00,"',
        '"],"due_diligence":["OECD-DDG"],"kind":"standard"',
        "}}",
    )
).encode("utf-8")
