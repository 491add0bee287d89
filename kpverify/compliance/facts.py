"""What the rules look at: one shipment, and what the packages of the house know about it.  Pure: values only.

A fact that is None was not known: a rule that needs it answers `unknown`, never `pass`. Days are ISO texts
(`2018-06-01`), decimals are `Decimal`, countries alpha-2 codes, zones ids as in the trust list (`CF-CARNOT`).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from kpverify.tokens.case import Case


class Twin(NamedTuple):
    """Another slip, by its number and the certificate it stands behind; empty texts when it is not ours to name."""

    slip: str = ""
    certificate: str = ""


class Slip(NamedTuple):
    """A purchase slip (bordereau d'achat): one sale, from one seller.

    `used_by` names another certificate of the authority that the same slip stands behind, empty when there is none;
    `is_used_unseen` when only somebody else's does. `alike` has another number, and the same day, zone and weight.
    """

    number: str
    zone: str
    produced_on: str
    carats: Decimal
    used_by: str = ""
    is_used_unseen: bool = False
    alike: Twin | None = None


class Hit(NamedTuple):
    """A party that is like an entry of a sanctions list; `decision` is `open`, `same` or `different`.

    `share` is the percent an owner holds of exporter or importer; None for the party itself.
    """

    field: str
    name: str
    entry: str
    listed_by: str
    decision: str
    share: Decimal | None = None


class Screened(NamedTuple):
    """What screening found, and the lists it looked at (with their day); no lists: nobody was screened."""

    lists: tuple[str, ...]
    hits: tuple[Hit, ...]


class Spread(NamedTuple):
    """How a figure was distributed before, in `many` values; from `low` to `high` is what is usual.

    `low` and `high` are 3.5 scaled median absolute deviations from the median, on a scale of ratios.
    """

    many: int
    low: Decimal
    quarter: Decimal
    median: Decimal
    three_quarters: Decimal
    high: Decimal


class Published(NamedTuple):
    """What a country's production was worth on average in one year, US dollars per carat, and who printed it."""

    year: int
    usd_per_carat: Decimal
    source: str


class History(NamedTuple):
    """What the issuer did in the five years before; a spread is there only when it has values enough to speak.

    Spreads of lines are of the shipment's one origin, by HS code. `shipments` is of the carats of whole shipments,
    `months` of those of thirty days together; `recent_carats` are those of the last thirty, without this shipment.
    """

    usd_per_carat: Mapping[str, Spread] = {}
    carats: Mapping[str, Spread] = {}
    shipments: Spread | None = None
    months: Spread | None = None
    recent_carats: Decimal = Decimal(0)
    # Of this exporter with this issuer; more than a hundred are counted as a hundred.
    exporter_parcels: int = 0
    exporter_largest: Decimal = Decimal(0)
    # By the one country of mining origin, when there is one.
    published: Published | None = None


class Balance(NamedTuple):
    """What an authority may still send out of one HS code and origin, before this shipment."""

    hs: str
    origin: str
    came_in: Decimal
    went_out: Decimal
    is_explained: bool


class Import(NamedTuple):
    """What a shipment takes from one HS line of an import certificate.

    `stated` carats came in, `drawn_before` left with other certificates, `drawn` leave with this one. `origins` are
    those the import certificate names. `register` says what is known of that certificate on this node: `same`,
    `differs` (less goods than were entered), `origins-differ`, `withdrawn`, `missing` (its issuer's register is here,
    and has none of this number to this country), or an empty text: nothing. `paper` is the SHA-256 of the file of the
    dossier that shows it, or empty.
    """

    number: str
    hs: str
    imported_on: str
    origins: tuple[str, ...]
    stated: Decimal
    drawn_before: Decimal
    drawn: Decimal
    register: str = ""
    paper: str = ""


class Statement(NamedTuple):
    """A due diligence statement attached to the certificate; `missing` are the steps that are not done."""

    standard: str
    version: str
    valid_to: str | None
    missing: tuple[str, ...]
    # Is this version, or wording, accepted on the day?
    is_accepted: bool = True


class Facts(NamedTuple):
    """What the packages of the house know, each by its provider (`evidence.py`); None: nobody could say."""

    slips: tuple[Slip, ...] | None = None
    screened: Screened | None = None
    history: History | None = None
    balances: tuple[Balance, ...] | None = None
    # None while the authority keeps no ledger, and the shipment names no import certificate.
    imports: tuple[Import, ...] | None = None
    # Kinds of the files in the dossier: `invoice`, `photograph`, ...
    papers: frozenset[str] | None = None
    # SHA-256 of the import certificates in it, in hex; none that is quarantined or was taken away.
    import_papers: frozenset[str] | None = None
    statements: tuple[Statement, ...] | None = None


class Shipment(NamedTuple):
    """One shipment, as if it were certified now: the case verifiers will look at, and what is known besides."""

    case: Case
    facts: Facts

    @property
    def kpc(self) -> Mapping[str, Any]:
        """What the certificate says (docs/token.md section 1)."""
        said: Mapping[str, Any] = self.case.claims["kpc"]
        return said
