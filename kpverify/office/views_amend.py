"""Amending: one officer writes the new entry beside the old one and why, another confirms, declines, or neither."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.accounts.second_factor import demand
from kpverify.accounts.views import forget_kept, kept_fields
from kpverify.certificates import services
from kpverify.certificates.amend_judging import findings_of
from kpverify.certificates.amending import refuse_if_not_now
from kpverify.certificates.amendments import NOTHING_CHANGED, endorsed, kpc_now, waiting
from kpverify.certificates.endorsement_sheet import sheet
from kpverify.certificates.lifecycle import Act
from kpverify.certificates.models import Certificate
from kpverify.errors import Refused
from kpverify.office.act_words import ACT_WORDS
from kpverify.office.amend_words import in_words, label_of
from kpverify.office.choices import Choices, choices_for
from kpverify.office.forms import OneOf, words_of
from kpverify.office.pages import WRITE, do_once, find, new_key, office_page, seen_version
from kpverify.office.screening_lines import with_links
from kpverify.office.summary import tag_of
from kpverify.office.views import address_of, file_of, shown
from kpverify.proposals.models import Proposal
from kpverify.tokens.amended import value_at
from kpverify.tokens.codes import Result
from kpverify.tokens.endorsement import FIELDS

LISTS = ("mining_origin", "zones", "seals", "due_diligence")
HINTS: dict[str, Any] = {
    "mining_origin": gettext_lazy("Countries by their two capital letters, one on each line; nothing means mixed."),
    "zones": gettext_lazy("One on each line, as COUNTRY-ZONE."),
    "seals": gettext_lazy("One on each line, as printed on the seal. At most 12."),
    "due_diligence": gettext_lazy("Codes, one on each line."),
}
_WHOLE = re.compile(r"[0-9]{1,4}")


def name_of(path: str) -> str:
    """Name the input of a field: `goods[0].carats` is `goods-0-carats`."""
    return re.sub(r"[^a-z0-9_]+", "-", path)


class AmendForm(forms.Form):
    """Every entry that can be amended, each filled with what holds now, and the reason.

    The rules are in `certificates/amendments.py`; what is left as it was is no change.
    """

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stands in the endorsement: verifiers read it. At most 200 characters."),
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kpc: Mapping[str, Any],
        choices: Choices,
        typed: Any = None,
    ) -> None:
        self.kpc = dict(kpc)
        lines = len(kpc["goods"])
        self.paths = [path for path in FIELDS if not path.startswith("goods") or int(path[6]) < lines]
        initial = {name_of(path): _written(value_at(self.kpc, path)) for path in self.paths} | dict(typed or {})
        super().__init__(data, initial=initial)
        reason = self.fields.pop("reason")
        for path in self.paths:
            self.fields[name_of(path)] = _field(path, value_at(self.kpc, path), choices)
        self.fields["reason"] = reason

    def changes(self) -> list[dict[str, Any]]:
        """Give what differs from what holds now, as services take it."""
        found = []
        # What was not sent is not emptied.
        for path in (one for one in self.paths if name_of(one) in self.data):
            old, new = value_at(self.kpc, path), _read(path, self.cleaned_data[name_of(path)])
            if _written(old) != _written(new):
                found.append({"field": path, "old": old, "new": new})
        return found

    def take(self, refusal: Refused) -> None:
        """Put a refusal beside the fields it concerns, what belongs to none above them."""
        by_code = {"reason-missing": "reason", "reason-too-long": "reason"}
        if refusal.code in by_code:
            self.add_error(by_code[refusal.code], _(refusal.message))
        for one in refusal.findings:
            name = name_of(one["field"])
            self.add_error(name if name in self.fields else None, _(one["message"]))

    def summary(self) -> list[tuple[str, str, str]]:
        """List the errors: where to jump to, the field's label, the words."""
        return [
            (
                f"id_{name}" if name in self.fields else "",
                str(self.fields[name].label) if name in self.fields else "",
                str(words),
            )
            for name, errors in self.errors.items()
            for words in errors
        ]


def _field(path: str, held: Any, choices: Choices) -> forms.Field:
    now = _("Now: %(value)s") % {"value": _written(held).replace("\n", ", ") or _("None")}
    hint = HINTS.get(path, "")
    more: dict[str, Any] = {"label": label_of(path), "required": False, "help_text": f"{now}. {hint}" if hint else now}
    offered = choices.hs if path.endswith(".hs") else choices.countries if path.endswith(".country") else None
    if offered is not None:
        # Also what is held and no longer offered: a list without it would send another.
        known = any(code == held for code, _words in offered)
        return OneOf(**more, choices=[*([] if known else [(held, held)]), *offered])
    if path in LISTS:
        return forms.CharField(**more, strip=False, widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}))
    is_short = path == "parcels" or path.startswith("goods")
    attrs = {"autocomplete": "off", **({"class": "short", "dir": "ltr"} if is_short else {"dir": "auto"})}
    return forms.CharField(**more, strip=False, widget=forms.TextInput(attrs=attrs))


def _written(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _read(path: str, text: str) -> Any:
    if path in LISTS:
        found = [line.strip() for line in text.splitlines() if line.strip()]
        return None if path == "zones" and not found else found
    if path == "parcels":
        return int(text) if _WHOLE.fullmatch(text.strip()) else text
    return text.strip() or None


@office_page(Action.CERTIFICATE_AMEND, WRITE)
def amend(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID, name: str) -> HttpResponse:
    """Propose an amendment, or decide the one that waits."""
    found = find(officer, pk)
    now = timezone.now()
    try:
        refuse_if_not_now(found, now=now)
    except Refused as refusal:
        return shown(request, found, officer=officer, rights=rights, refusal=refusal)
    if held := waiting(found, now=now):
        return _decide(request, found, held, officer=officer, rights=rights)
    is_doing = request.method == "POST" and request.POST.get("do", "do") == "do"
    choices = choices_for(officer, now=now)
    kpc = kpc_now(found)
    if is_doing:
        return _propose(request, found, AmendForm(request.POST, kpc=kpc, choices=choices), officer=officer)
    typed = request.POST if request.method == "POST" else kept_fields(request)
    # Only shown again: nothing is judged.
    return _asked(request, found, AmendForm(kpc=kpc, choices=choices, typed=typed.dict() if typed else None))


def _propose(request: HttpRequest, found: Certificate, form: AmendForm, *, officer: Officer) -> HttpResponse:
    form.is_valid()
    changes = form.changes()
    if not changes:
        form.add_error(None, _(NOTHING_CHANGED))
        return _asked(request, found, form, status=422)

    def do() -> str:
        services.propose_amendment(
            number=found.number or "",
            changes=changes,
            reason=form.cleaned_data["reason"],
            version=seen_version(request),
            by=officer,
            now=timezone.now(),
        )
        return f"{address_of(found)}?done={Act.AMEND.value}"

    try:
        response = do_once(request, officer=officer, is_one=True, do=do)
    except Refused as refusal:
        form.take(refusal)
        is_beside = bool(form.errors)
        return _asked(request, found, form, refusal=None if is_beside else refusal, status=refusal.status)
    forget_kept(request)
    return response


def _asked(
    request: HttpRequest, found: Certificate, form: AmendForm, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "certificate": found,
        "tag": tag_of(found, now=timezone.now()),
        "words": ACT_WORDS[Act.AMEND],
        "form": form,
        "errors": form.summary() if form.is_bound else [],
        "refusal": refusal,
        "key": new_key(),
    }
    return render(request, "office/amend.html", context, status=status)


def _decide(
    request: HttpRequest, found: Certificate, held: Proposal, *, officer: Officer, rights: Collection[Action]
) -> HttpResponse:
    """Show the amendment that waits, with old beside new, and take a yes or a no."""
    wanted = request.POST.get("do", "") if request.method == "POST" else ""
    if wanted not in ("confirm", "decline"):
        return _undecided(request, found, held, officer=officer, rights=rights)
    # A page that showed another proposal decides nothing.
    if request.POST.get("proposal") != str(held.pk):
        words = _("Another amendment waits now: look at it before you decide.")
        return _undecided(request, found, held, officer=officer, rights=rights, refusal=Refused("proposal-over", words))
    if wanted == "confirm":
        demand(request, Action.CERTIFICATE_ENDORSE)

    def do() -> str:
        who: dict[str, Any] = {
            "number": found.number or "",
            "proposal_id": held.pk,
            "by": officer,
            "now": timezone.now(),
        }
        if wanted == "confirm":
            services.confirm_amendment(**who)
            return f"{address_of(found)}?done=amended"
        services.decline_amendment(**who, reason=request.POST.get("reason", ""))
        return f"{address_of(found)}?done=amendment-declined"

    try:
        response = do_once(request, officer=officer, is_one=False, do=do)
    except Refused as refusal:
        again = find(officer, found.pk)
        if (still := waiting(again, now=timezone.now())) is None:
            return shown(request, again, officer=officer, rights=rights, refusal=refusal)
        return _undecided(request, again, still, officer=officer, rights=rights, refusal=refusal)
    forget_kept(request)
    return response


def _undecided(
    request: HttpRequest,
    found: Certificate,
    held: Proposal,
    *,
    officer: Officer,
    rights: Collection[Action],
    refusal: Refused | None = None,
) -> HttpResponse:
    is_own = held.proposed_by_id == officer.pk
    judged = findings_of(found, held.detail["changes"], now=timezone.now())
    findings = with_links([{**one, "anchor": "", "words": words_of(one)} for one in judged], found)
    is_held_up = any(one["result"] != Result.ATTENTION for one in findings)
    context = {
        "certificate": found,
        "tag": tag_of(found, now=timezone.now()),
        "held": held,
        "changes": in_words(held.detail["changes"]),
        "is_own": is_own,
        "can_confirm": not is_own and Action.CERTIFICATE_ENDORSE in rights,
        "findings": findings,
        "is_held_up": is_held_up,
        "refusal": refusal,
        "key": new_key(),
    }
    return render(request, "office/amend_decide.html", context, status=refusal.status if refusal else 200)


@office_page(Action.CERTIFICATE_PRINT)
def endorsement_pdf(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID, seq: str
) -> HttpResponse:
    """Print the endorsement of one amendment."""
    found = find(officer, pk)
    row = endorsed(found, int(seq))
    return file_of(sheet(row), kind="application/pdf", name=f"{found.number}-endorsement-{seq}.pdf")
