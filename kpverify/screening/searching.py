"""Who on the lists in force is like a party?  Keys are looked up in the database, what they find is compared.

Nothing of the lists is held in memory but the few keys that are common, and the last answers: a process needs no
warming up, and one that just started answers as fast. Answers are kept by the loads in force: a new load forgets them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef

from kpverify.screening.countries import codes_of
from kpverify.screening.evidence import grade
from kpverify.screening.keys import keys_asked, keys_of_address, keys_of_words, number_of
from kpverify.screening.matching import LIKE, Likeness, Reason, compare_addresses, compare_names
from kpverify.screening.models import CommonKey, Entry, ListLoad, Name, NameKey
from kpverify.screening.sifting import Listed, Outline, outline, read_outline, sift
from kpverify.screening.within import compare_within, heard, keys_of_span, spans

# Names compared for one party at most: those that share most keys.
MOST_COMPARED = 400
# From so many names with a key on it is a word like others: it needs more than itself to find somebody.
RARE = 30
# How many parties' answers a process keeps.
KEPT = 20_000
# How many pairs of common keys a process keeps the names of: words many firms have come together again and again.
KEPT_PAIRS = 500


class Party(NamedTuple):
    """Somebody a shipment names: `field` is where (`exporter`, `importer`, `exporter.owners[0]`).

    `share` is the percent an owner holds, as decimal text; empty for a party itself.
    """

    field: str
    name: str
    country: str = ""
    address: str = ""
    share: str = ""


class Match(NamedTuple):
    """An entry a party is like: which version of it, the name or address that is alike, 0 to 100, and why.

    `evidence` is every piece that speaks for it (`evidence.py`), not only the one that is most alike.
    """

    entry_id: int
    list_id: str
    uid: str
    entry_hash: str
    entry_name: str
    matched_name: str
    score: int
    reasons: tuple[Reason, ...]
    evidence: tuple[str, ...] = ()


class InForce(NamedTuple):
    """The loads in force: what answers are remembered by, and how people name them."""

    version: tuple[str, ...]
    labels: dict[str, str]


def in_force() -> InForce:
    """Give the lists that are screened against now; empty when none is loaded."""
    loads = (
        ListLoad.objects.filter(state=ListLoad.State.IN_FORCE)
        .select_related("sanctions_list")
        .order_by("sanctions_list_id")
    )
    held = list(loads)
    return InForce(
        tuple(str(one.pk) for one in held), {one.sanctions_list_id: f"{one.sanctions_list}, {one.day}" for one in held}
    )


class _Row(NamedTuple):
    """A name or address of an entry that is alike."""

    like: Likeness
    kind: str
    text: str
    quality: str


def search(party: Party, *, version: tuple[str, ...]) -> tuple[Match, ...]:
    """Find the entries a party is like, the likest first."""
    return _search(version, party.name, party.country.upper(), party.address) if version else ()


@lru_cache(maxsize=KEPT)
def _search(version: tuple[str, ...], name: str, country: str, address: str) -> tuple[Match, ...]:
    common = _common(version)
    runs = spans(name, address)
    wanted = _numbers(keys_asked(name)), _numbers(keys_of_address(address))
    of_runs = _numbers({key for run in runs for key in keys_of_span(run.words)})
    held = _postings({*wanted[0], *wanted[1], *of_runs} - common.keys())
    by_name = _candidates(wanted[0], held, common, version)
    by_place = _candidates(wanted[1], held, common, version, least=2)
    by_run = {name for key in of_runs if len(held.get(key, ())) < RARE for name in held.get(key, ())}
    alike: dict[int, list[_Row]] = defaultdict(list)
    rows = _names({*by_name.names, *by_place.names, *by_run})
    by_letters = sift(name, [row.listed for row in rows if row.kind != Name.Kind.ADDRESS], is_rare=by_name.is_rare)
    in_runs = heard(runs)
    for row in rows:
        pk, text, line, is_person = row.listed
        if row.kind == Name.Kind.ADDRESS:
            alike[row.entry_id].append(_Row(compare_addresses(address, text), row.kind, text, row.quality))
            continue
        if pk in by_letters:
            like = compare_names(name, text, is_person=is_person)
            if not _is_within(like) or by_name.is_rare(line.words):
                alike[row.entry_id].append(_Row(like, row.kind, text, row.quality))
        if pk in by_run and in_runs.may_be(line.words, line.said):
            within = compare_within(runs, text, is_person=is_person)
            alike[row.entry_id].append(_Row(within, Name.Kind.ADDRESS, text, row.quality))
    alike = {pk: kept for pk, rows in alike.items() if (kept := [row for row in rows if row.like.score >= LIKE])}
    entries = Entry.objects.in_bulk(list(alike)) if alike else {}
    matches = [_match(entries[pk], rows, country) for pk, rows in alike.items()]
    return tuple(sorted(matches, key=lambda one: (-one.score, one.list_id, one.uid)))


@lru_cache(maxsize=2)
def _common(version: tuple[str, ...]) -> dict[int, int]:
    return dict(CommonKey.objects.values_list("key", "many"))


class _Found(NamedTuple):
    """Names that share keys with what is asked, and how many names have each key."""

    names: set[int]
    many: dict[int, int]

    def is_rare(self, words: Sequence[str]) -> bool:
        """Has a name, given by its words, a telling one that few others have?"""
        keys = (number_of(key) for key in keys_of_words(words))
        return any(self.many.get(key, RARE) < RARE for key in keys)


class _Candidate(NamedTuple):
    """A name or address of a current entry that shares a key."""

    entry_id: int
    kind: str
    quality: str
    listed: Listed


_NO_OUTLINE = Outline("", "", "", [], [])


# Hundreds of rows for every party: making the query takes the ORM longer than the database needs to answer it.
_SELECT = f"""
    SELECT one.id, one.entry_id, one.kind, one.text, one.outline, one.quality, entry.kind
    FROM {Name._meta.db_table} AS one JOIN {Entry._meta.db_table} AS entry ON entry.id = one.entry_id
    WHERE entry.is_current AND one.id IN
"""  # noqa: S608


def _names(keys: Collection[int]) -> list[_Candidate]:
    """Read names of current entries by their keys."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"{_SELECT} ({', '.join(['%s'] * len(keys))})", list(keys))
        return [
            _Candidate(entry_id, kind, quality, Listed(pk, text, _read(kind, line, text), entry_kind == "person"))
            for pk, entry_id, kind, text, line, quality, entry_kind in cursor.fetchall()
        ]


def _read(kind: str, line: str, text: str) -> Outline:
    return _NO_OUTLINE if kind == Name.Kind.ADDRESS else read_outline(line or outline(text))


def _is_within(like: Likeness) -> bool:
    return any(reason.code == "name-within" for reason in like.reasons)


def _numbers(keys: Iterable[str]) -> list[int]:
    return [number_of(key) for key in keys]


def _postings(keys: Collection[int]) -> dict[int, list[int]]:
    """Give the names that have each key.  One query."""
    found: dict[int, list[int]] = defaultdict(list)
    for key, name in NameKey.objects.filter(key__in=keys).values_list("key", "name_id") if keys else ():
        found[key].append(name)
    return found


def _candidates(
    keys: Sequence[int],
    held: Mapping[int, list[int]],
    common: dict[int, int],
    version: tuple[str, ...],
    *,
    least: int = 1,
) -> _Found:
    """Find names by their keys: each rare key alone, common ones only two together."""
    often = sorted((key for key in keys if key in common), key=lambda key: common[key])
    weights: dict[int, float] = defaultdict(float)
    shared: dict[int, int] = defaultdict(int)
    postings = {key: held[key] for key in keys if key in held}
    for names in postings.values():
        for name in names:
            weights[name] += 1 / len(names)
            shared[name] += 1
    kept = [name for name in weights if shared[name] >= least]
    kept.sort(key=lambda name: -weights[name])
    found = set(kept[:MOST_COMPARED])
    for pair in _pairs(often):
        found.update(_with_both(version, *pair))
    return _Found(found, {key: len(names) for key, names in postings.items()})


def _pairs(often: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Pair the rarest of the common keys."""
    if len(often) >= 2:
        yield often[0], often[1]
    if len(often) >= 3:
        yield often[0], often[2]
        yield often[1], often[2]


@lru_cache(maxsize=KEPT_PAIRS)
def _with_both(_version: tuple[str, ...], one: int, other: int) -> tuple[int, ...]:
    """Find names with both keys, the oldest first: those of the rarer key are gone through, by one index."""
    both = NameKey.objects.filter(key=other, name_id=OuterRef("name_id"))
    rows = NameKey.objects.filter(Exists(both), key=one).order_by("name_id").values_list("name_id", flat=True)
    return tuple(rows[:MOST_COMPARED])


def _match(entry: Entry, rows: Sequence[_Row], country: str) -> Match:
    """Tell of an entry by what is most alike of it, and of all that speaks for it."""
    best = max(rows, key=lambda row: row.like.score)
    reasons = list(best.like.reasons)
    if best.kind == Name.Kind.ALIAS:
        reasons.append(Reason("weak-alias" if best.quality == "weak" else "alias", {"name": entry.name}))
    more = [why for row in rows if row.kind == Name.Kind.ADDRESS and row is not best for why in row.like.reasons]
    reasons += [why for place, why in enumerate(more) if why not in more[:place] and why not in reasons]
    pieces = {f"{row.kind}:{row.text}" for row in rows if row.kind != Name.Kind.NAME}
    pieces |= {grade(row.like.score) for row in rows if row.kind != Name.Kind.ADDRESS}
    listed = codes_of(entry.facts["countries"])
    if country and listed:
        code = "same-country" if country in listed else "other-country"
        reasons.append(Reason(code, {"countries": ", ".join(sorted(listed))}))
        pieces |= {f"country:{country}"} if country in listed else set()
    return Match(
        entry_id=entry.pk,
        list_id=entry.sanctions_list_id,
        uid=entry.uid,
        entry_hash=entry.hash,
        entry_name=entry.name,
        matched_name=best.text,
        score=best.like.score,
        reasons=tuple(reasons),
        evidence=tuple(sorted(pieces)),
    )
