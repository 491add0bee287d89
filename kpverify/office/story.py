"""The life of one certificate as a story: who did what and when, what changed, and whether the log is whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from kpverify.accounts.models import Officer
from kpverify.audit.models import AuditEntry
from kpverify.audit.services import is_linked
from kpverify.certificates.models import Certificate
from kpverify.notices.composers import words_of as event_words
from kpverify.notices.models import Notice
from kpverify.office.summary import DONE

# A life of more is told from its end.
MOST = 500

# What is told of an act, as a whole sentence; its verb less `certificate.`.
SENTENCES: dict[str, str] = {
    "draft": noop("%(who)s drafted it."),
    "change": noop("%(who)s changed the draft."),
    "submit": noop("%(who)s submitted it for approval."),
    "send-back": noop("%(who)s sent it back to its preparer."),
    "approve": noop("%(who)s approved it."),
    "issue": noop("%(who)s issued it: it took the number %(number)s."),
    "finish": noop("%(number)s was signed, and is in force."),
    "give-up": noop("The number %(number)s was given up: no certificate came of it."),
    "validate": noop("%(who)s checked the content and sealed the container."),
    "print": noop("%(who)s printed it."),
    "suspend": noop("%(who)s suspended it."),
    "reinstate": noop("%(who)s let it hold again."),
    "revoke": noop("%(who)s revoked it for good."),
    "revoke-propose": noop("%(who)s proposed to revoke it: a second officer has to confirm that."),
    "revoke-confirm": noop("%(who)s confirmed as a second officer that it is revoked."),
    "revoke-decline": noop("%(who)s declined as a second officer to revoke it."),
    "revoke-withdraw": noop("%(who)s took the proposal to revoke it back."),
    "revoke-lapse": noop("Nobody decided in time whether to revoke it."),
    "amend": noop("%(who)s amended it by a signed endorsement."),
    "amend-propose": noop("%(who)s proposed an amendment: a second officer has to confirm it."),
    "amend-confirm": noop("%(who)s confirmed the amendment as a second officer."),
    "amend-decline": noop("%(who)s declined the amendment as a second officer."),
    "amend-withdraw": noop("%(who)s took the amendment back."),
    "replace": noop("%(who)s drafted a replacement for it."),
    "confirm-receipt": noop("%(who)s recorded that the importing authority confirmed the receipt."),
    "clearance-ask": noop("%(who)s asked the Monitoring Team to clear it."),
    "clearance-first": noop("%(who)s approved it as the first monitor."),
    "clearance-approve": noop("%(who)s approved it as the second monitor, which signed the clearance."),
    "clearance-object": noop("%(who)s objected for the Monitoring Team."),
    "clearance-void": noop("The clearance no longer holds: what it was given for was changed."),
    "carry": noop("%(who)s took along what stands behind the certificate that this one replaces."),
    "slip-add": noop("%(who)s added a purchase slip."),
    "slip-change": noop("%(who)s corrected a purchase slip."),
    "slip-remove": noop("%(who)s took a purchase slip off."),
    "import-draw": noop("%(who)s took goods from an import certificate."),
    "import-undraw": noop("%(who)s took goods of an import certificate off."),
    "dossier.added": noop("%(who)s added a file."),
    "dossier.withdrawn": noop("%(who)s took a file away."),
}
# What is said elsewhere in the line, or is of no use to a reader.
UNTOLD = frozenset({"reason", "number", "before", "after", "proposal", "file", "again"})


class Change(NamedTuple):
    """One entry that changed; both sides in words."""

    label: str
    old: str
    new: str


class Event(NamedTuple):
    """One thing that happened; `seq` is its number in the log, None for a message that was sent."""

    at: datetime
    seq: int | None
    words: str
    reason: str = ""
    changes: tuple[Change, ...] = ()
    more: tuple[tuple[str, str], ...] = ()
    notice: Notice | None = None


class Story(NamedTuple):
    """Everything that happened, the oldest first, and whether the log of it is whole."""

    events: list[Event]
    is_whole: bool
    is_cut: bool


def story_of(certificate: Certificate) -> Story:
    """Tell the life of a certificate from the log and from what was sent."""
    subject = f"certificate:{certificate.pk}"
    found = list(AuditEntry.objects.filter(subject=subject).order_by("-seq")[: MOST + 1])
    entries = found[:MOST]
    names = _names(entries)
    events = [_event(one, names) for one in entries]
    events += [_sent(one) for one in Notice.objects.filter(subject=subject).order_by("-created_at")[:MOST]]
    # A message is told after the act it tells of, which is of the same instant.
    events.sort(key=lambda one: (one.at, one.seq is None, one.seq or 0))
    return Story(events, is_whole=is_linked(entries), is_cut=len(found) > MOST)


def _names(entries: Iterable[AuditEntry]) -> dict[str, str]:
    codes = {one.actor.removeprefix("officer:") for one in entries if one.actor.startswith("officer:")}
    return {f"officer:{code}": f"{name} ({code})" for code, name in _officers(codes)}


def _officers(codes: Iterable[str]) -> Iterable[tuple[str, str]]:
    return Officer.objects.filter(code__in=list(codes)).values_list("code", "name")


def _event(entry: AuditEntry, names: Mapping[str, str]) -> Event:
    verb = entry.verb.removeprefix("certificate.")
    who = names.get(entry.actor) or (_("The system") if entry.actor.startswith("system:") else entry.actor)
    if sentence := SENTENCES.get(verb):
        words = _(sentence) % {"who": who, "number": entry.detail.get("number", "")}
    else:
        words = f"{DONE.get(verb, entry.verb)}: {who}."
    more = [(name, _plain(value)) for name, value in entry.detail.items() if name not in UNTOLD and value]
    reason = str(entry.detail.get("reason") or "")
    return Event(entry.at, entry.seq, words, reason, tuple(_changes(entry.detail)), tuple(more))


def _changes(detail: Mapping[str, Any]) -> Iterable[Change]:
    before, after = detail.get("before"), detail.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    return [
        Change(_(LABELS.get(str(name), str(name))), _plain(before.get(name)), _plain(after[name])) for name in after
    ]


# As the form and the paper name them.
LABELS: dict[str, str] = {
    "mining_origin": noop("Country of mining origin"),
    "zones": noop("Zones"),
    "exporter": noop("Exporter"),
    "importer": noop("Importer"),
    "goods": noop("Goods"),
    "parcels": noop("Number of parcels"),
    "seals": noop("Seal numbers"),
    "kind": noop("Kind"),
    "due_diligence": noop("Due diligence"),
    "remarks": noop("Remarks"),
}


def _plain(value: Any) -> str:
    """Write a value on one line: what is in it, in its order."""
    if value is None:
        return "–"
    if isinstance(value, dict):
        return ", ".join(_plain(one) for one in value.values())
    if isinstance(value, list):
        return "; ".join(_plain(one) for one in value) or _("none")
    return str(value)


def _sent(notice: Notice) -> Event:
    what = event_words(notice.kind)
    to = notice.recipient or _("nobody: no address is known")
    words = _("A message went into the outbox, “%(what)s”, to %(to)s.") % {"what": what, "to": to}
    return Event(notice.created_at, None, words, notice=notice)
