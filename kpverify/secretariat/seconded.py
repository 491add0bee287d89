"""The Secretariat's acts that take two people: what one has proposed, another's yes does.

Everything that changes keys or what verifiers believe: keys, the trust list, who takes part, zones and their rules,
numbers declared void, advisories and notices. What was typed is kept as it was typed, and judged again when it is
confirmed.
Source: House (docs/adr/0018-second-person.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.forms import Form
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.errors import Refused
from kpverify.proposals import kinds
from kpverify.proposals import services as proposals
from kpverify.proposals.models import Proposal
from kpverify.registry import services
from kpverify.registry.models import SigningKey
from kpverify.secretariat import advisory_forms, forms
from kpverify.secretariat.unpublished import publish_seen

# Does an act: the values of its address, what was typed, the instant, who.
Do = Callable[[Mapping[str, str], Mapping[str, Any], datetime, str], object]


class Seconded(NamedTuple):
    """One act: the right it takes, its form, what it does, and what it is called."""

    action: Action
    form: type[Form]
    do: Do
    words: Any


def _create_key(path: Mapping[str, str], typed: Mapping[str, Any], now: datetime, by: str) -> None:
    # The same form sent twice would make two keys.
    if SigningKey.objects.filter(authority_id=path["authority_id"]).count() != typed["known"]:
        words = "A key was made since this page was opened. Look at the list before you make another."
        raise Refused("page-old", words)
    services.create_key(authority_id=path["authority_id"], purpose=typed["purpose"], now=now, by=by)


def _create_monitors_key(_path: Mapping[str, str], typed: Mapping[str, Any], now: datetime, by: str) -> None:
    if SigningKey.objects.filter(purpose=SigningKey.Purpose.CLEARANCE).count() != typed["known"]:
        words = "A key was made since this page was opened. Look at the list before you make another."
        raise Refused("page-old", words)
    services.create_key(authority_id=None, purpose=SigningKey.Purpose.CLEARANCE, now=now, by=by)


def _act(service: Callable[..., object]) -> Do:
    """Call a service with what the address and the form name."""

    def do(path: Mapping[str, str], typed: Mapping[str, Any], now: datetime, by: str) -> object:
        return service(**path, **typed, now=now, by=by)

    return do


def _publish_advisory(_path: Mapping[str, str], typed: Mapping[str, Any], now: datetime, by: str) -> None:
    values = advisory_forms.service_values(typed)
    services.publish_advisory(code=typed["code"].pk, **values, now=now, by=by)


def _change_advisory(path: Mapping[str, str], typed: Mapping[str, Any], now: datetime, by: str) -> None:
    values = advisory_forms.service_values(typed)
    services.change_advisory(advisory_id=path["advisory_id"], **values, now=now, by=by)


SECONDED: dict[str, Seconded] = {
    "key.create": Seconded(Action.KEY_MANAGE, forms.KeyForm, _create_key, _("Make a key")),
    "key.create-monitors": Seconded(
        Action.KEY_MANAGE, forms.MonitorsKeyForm, _create_monitors_key, _("Make a key of the Monitoring Team")
    ),
    "key.activate": Seconded(Action.KEY_MANAGE, forms.NothingForm, _act(services.activate_key), _("Let a key sign")),
    "key.retire": Seconded(Action.KEY_MANAGE, forms.NothingForm, _act(services.retire_key), _("Retire a key")),
    "key.distrust": Seconded(Action.KEY_MANAGE, forms.DistrustForm, _act(services.distrust_key), _("Distrust a key")),
    "trust-list.publish": Seconded(
        Action.TRUST_PUBLISH,
        forms.PublishForm,
        lambda _path, typed, now, by: publish_seen(seen=typed["seen"], now=now, by=by),
        _("Publish the trust list"),
    ),
    "participant.start-period": Seconded(
        Action.SCHEME_EDIT, forms.PeriodForm, _act(services.start_period), _("Change the standing of a participant")
    ),
    "participant.end-period": Seconded(
        Action.SCHEME_EDIT, forms.LeavingForm, _act(services.end_period), _("End a participation")
    ),
    "advisory.publish": Seconded(
        Action.SCHEME_EDIT, advisory_forms.AdvisoryForm, _publish_advisory, _("Publish an advisory or a notice")
    ),
    "advisory.change": Seconded(
        Action.SCHEME_EDIT,
        advisory_forms.ChangeAdvisoryForm,
        _change_advisory,
        _("Change or prolong an advisory or a notice"),
    ),
    "advisory.end": Seconded(
        Action.SCHEME_EDIT, forms.EndForm, _act(services.end_advisory), _("End an advisory or a notice")
    ),
    "zone.open": Seconded(
        Action.SCHEME_EDIT, forms.OpenZoneForm, _act(services.open_zone), _("Declare a zone compliant")
    ),
    "zone.close": Seconded(
        Action.SCHEME_EDIT, forms.CloseZoneForm, _act(services.close_zone), _("Declare a zone not compliant")
    ),
    "regime.start": Seconded(
        Action.SCHEME_EDIT, forms.RegimeForm, _act(services.start_regime), _("Change the rule for a country's goods")
    ),
    "number.void": Seconded(Action.SCHEME_EDIT, forms.VoidForm, _act(services.void_number), _("Declare a number void")),
}


class Second(NamedTuple):
    """Which act a page proposes: its kind, the thing as the audit log names it, and the values of the address.

    `subject` may name fields of the form: `number:{number}`.
    """

    kind: str
    subject: str
    path: Mapping[str, str]


def propose(second: Second, *, form: Form, back: str, by: Officer, now: datetime) -> Proposal:
    """Store an act for a second person, after trying whether it could be done now.

    Raises: PermissionDenied, Refused proposed-already, and whatever the act refuses.  Writes: Proposal, AuditEntry.
    """
    act = SECONDED[second.kind]
    with transaction.atomic():
        act.do(second.path, form.cleaned_data, now, by.actor)
        transaction.set_rollback(True)
    data: Any = form.data
    typed = {name: data.getlist(name) for name in form.fields if name in data}
    return proposals.propose(
        kind=second.kind,
        subject=second.subject.format_map(form.cleaned_data),
        detail={"path": dict(second.path), "typed": typed, "back": back},
        reason=str(form.cleaned_data.get("reason") or form.cleaned_data.get("note") or "")[:300],
        by=by,
        now=now,
        authority_id=None,
    )


def form_of(proposal: Proposal) -> Form:
    """Give the form of a proposal, as it was filled in."""
    return SECONDED[proposal.kind].form(MultiValueDict(proposal.detail["typed"]))


def _execute(proposal: Proposal, *, by: Officer, now: datetime) -> None:
    form = form_of(proposal)
    if not form.is_valid():
        words = "What was proposed can no longer be done as it stands. Decline it, and propose it anew."
        raise Refused("proposal-wrong", words, status=422)
    SECONDED[proposal.kind].do(proposal.detail["path"], form.cleaned_data, now, by.actor)


def register() -> None:
    """Let these acts be proposed."""
    for kind, act in SECONDED.items():
        kinds.register(
            kind,
            action=act.action,
            execute=_execute,
            words=act.words,
            address=lambda proposal: f"/secretariat/waiting/{proposal.pk}/",
        )
