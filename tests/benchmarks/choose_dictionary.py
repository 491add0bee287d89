"""Choose the preset dictionary of KPQR-1: `python -m tests.benchmarks.choose_dictionary`, some minutes.

Climbs from the skeleton of a certificate: drops, moves and adds pieces of the profile's own text as long as the
choosing half of the payloads gets smaller. Deterministic. What it prints was frozen; running it again changes nothing
(docs/adr/0008-dictionary.md).
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator, Sequence

from kpverify.certificates.payload import intent_text
from tests.benchmarks.payloads import choosing

# A certificate without what differs, in the order of docs/token.md section 1. Matches look backwards, and near ones
# cost least: the most probable text goes last.
SKELETON = (
    '{"alg":"ES256","kid":"', '-1","typ":"kpc+jwt"}\n{"iss":"', '","sub":"', '","iat":1', ',"exp":1',
    ',"status":{"status_list":{"idx":', ',"uri":"https://', '/status/', '"}},"kpc":{"statement":"KPCS',
    '","mining_origin":["', '"],"exporter":{"name":"', '","address":"', '","country":"', '"},"importer":{"name":"',
    '","address":"', '","country":"', '"},"goods":[{"hs":"7102.31","carats":"', '","usd":"', '"}],"parcels":1',
    ',"seals":["', '"],"officers":["', '","', '"],"due_diligence":["OECD-DDG"],"kind":"standard"', '}}',
)  # fmt: skip
PROFILE = (
    '"},{"hs":"7102.21","carats":"', '"},{"hs":"7102.10","carats":"', '[{"hs":"7102.21","carats":"',
    '[{"hs":"7102.10","carats":"', '7102.21","carats":"', '7102.10","carats":"', '7102.10', '7102.21', '7102.31',
    '"],"zones":["', '"kind":"replacement","replaces":"', 'replacement","replaces":"', '"kind":"technical"',
    'technical"', ',"remarks":"', '","remarks":"', '."}}', '"}}', '}}', '"mining_origin":[],',
    '"due_diligence":[],"kind":"standard"', '"kind":"standard","remarks":"', 'OECD-DDG', '"OECD-DDG","',
    'WDC-SOW-2021', 'UNGP', 'RJC-COP', 'LUSAKA-REF', '"UNGP","', '"WDC-SOW-2021","', '"],"kind":"standard"',
    '"KPCS-', '","', '"],"', '":["', '":"', '},"', '"parcels":1,"seals":["', '"}],"parcels":2',
    '"usd":"', '"country":"', '{"name":"', '00,"', '00,"status":', '.00"', '-2","typ":"', '00',
)  # fmt: skip
# Words of any trade and any address: measured, and left out (see the decision).
TRADE = (
    ' Limited', ' (Pty) Ltd', ' Ltd', ' Pty Ltd', ' Pvt Ltd', ' Co., Ltd', ' Company', ' LLC', ' Inc.', ' PLC', ' GmbH',
    ' AG', ' NV', ' SARL', ' S.A.', ' Lda', ' Ltda', 'ООО «', 'АО «', 'شركة ', 'شارع ', '有限公司', '株式会社',
    ' Diamonds', ' Diamond', ' Trading', ' Mining', ' Minerals', ' Gems', ' Export', ' Jewellery', ' International',
    ' Holdings', ' Brothers', ' & Sons', ' Street, ', ' Road, ', ' Avenue, ', ' Street ', ' Road ', ' Avenue ',
    'Avenue ', 'Rue ', 'Rua ', 'Avenida ', 'Calle ', 'Plot ', 'Boulevard ', 'Office ', 'Suite ', 'Tower, ', 'P.O. Box ',
    'ул. ', ' Republic', ' Kingdom', ' of ', ' the ', ' and ', ' de ', 'Certificate', 'customs', 'invoice ', 'shipment',
)  # fmt: skip
# What a byte of dictionary and what a step have to save, in bytes over all payloads: less is noise of this half.
WORTH, STEP = 2, 18


class Climb:
    """A list of pieces that only ever gets better."""

    def __init__(self, texts: Sequence[bytes], pieces: Sequence[str]) -> None:
        self.texts, self.pieces = texts, list(pieces)
        self.best = self.cost(self.pieces)

    def cost(self, pieces: Sequence[str]) -> int:
        """Count the bytes of all payloads packed with these pieces, and what the pieces themselves weigh."""
        dictionary = "".join(pieces).encode()
        return sum(packed(text, dictionary) for text in self.texts) + WORTH * len(dictionary)

    def take_better(self, tries: Iterator[list[str]], step: int = STEP) -> bool:
        """Take the best of these, when it is enough better than what there is."""
        found = min(((self.cost(one), one) for one in tries), default=(self.best, self.pieces))
        if found[0] > self.best - step:
            return False
        self.best, self.pieces = found
        print(f"{self.best} {len(''.join(self.pieces).encode())} bytes", file=sys.stderr, flush=True)
        return True


def packed(text: bytes, dictionary: bytes) -> int:
    """Count the bytes of a text as the transport packs it (memLevel only sets how much memory that takes)."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -15, 6, zlib.Z_DEFAULT_STRATEGY, dictionary)
    return len(stream.compress(text)) + len(stream.flush())


def without_one(pieces: list[str]) -> Iterator[list[str]]:
    """Drop each piece in turn."""
    return (pieces[:at] + pieces[at + 1 :] for at in range(len(pieces)))


def with_one(pieces: list[str], piece: str) -> Iterator[list[str]]:
    """Put a new piece everywhere in turn."""
    return ([*pieces[:at], piece, *pieces[at:]] for at in range(len(pieces) + 1))


def moved(pieces: list[str], at: int) -> Iterator[list[str]]:
    """Put one piece everywhere else in turn."""
    return with_one(pieces[:at] + pieces[at + 1 :], pieces[at])


def choose(texts: Sequence[bytes], pool: Sequence[str]) -> list[str]:
    """Climb until nothing helps any more."""
    climb = Climb(texts, SKELETON)
    is_better = True
    while is_better:
        is_better = False
        for piece in pool:
            if piece not in climb.pieces:
                is_better |= climb.take_better(with_one(climb.pieces, piece))
        while climb.take_better(without_one(climb.pieces), step=1):
            is_better = True
        for at in range(len(climb.pieces)):
            is_better |= climb.take_better(moved(climb.pieces, at))
    return climb.pieces


def main() -> None:
    """Print the pieces; with `--trade`, words of trade among them."""
    texts = [intent_text(made.payload, kid=made.kid).encode() for made in choosing()]
    pool = PROFILE + TRADE if "--trade" in sys.argv else PROFILE
    for piece in choose(texts, pool):
        print(repr(piece))


if __name__ == "__main__":
    main()
