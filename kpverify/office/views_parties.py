"""The authority's address book: look, add, change, retire; and what the draft form asks of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.accounts.views import forget_kept, kept_fields
from kpverify.certificates import parties
from kpverify.certificates.models import Party
from kpverify.certificates.owners import owners_of
from kpverify.errors import Refused
from kpverify.office import owner_lines
from kpverify.office.choices import country_names, destinations
from kpverify.office.forms import OneOf, words_of
from kpverify.office.pages import WRITE, do_once, new_key, office_page, seen_version

ON_A_PAGE = 50
LONGEST_QUESTION = 120


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})
    return forms.CharField(label=label, help_text=help_text, required=False, strip=False, widget=widget)


class PartyForm(forms.Form):
    """One line of the address book; the rules are in `certificates.parties`."""

    name = _text(gettext_lazy("Name"))
    address = _text(gettext_lazy("Address"), gettext_lazy("On one line."))
    country = OneOf(label=gettext_lazy("Country"), required=False)
    note = _text(gettext_lazy("Note"), gettext_lazy("For your authority only: it is never printed or signed."))

    def __init__(self, data: QueryDict | None = None, *, party: Party | None = None) -> None:
        owners = owners_of(party) if party else []
        initial = {} if party is None else {name: getattr(party, name) for name in self.base_fields}
        super().__init__(data, initial={**initial, **owner_lines.initial_of(owners)})
        self.fields["country"].choices = [("", ""), *destinations()]  # type: ignore[attr-defined]
        self.count = owner_lines.count_of(data, owners)
        self.fields |= owner_lines.owner_fields(self.count)

    @property
    def lines(self) -> list[tuple[int, list[forms.BoundField]]]:
        """Give the lines of owners: place and fields."""
        return list(owner_lines.lines_of(self, self.count))

    @property
    def owners(self) -> list[dict[str, str]]:
        """Give the owners as they were typed."""
        return owner_lines.typed_owners(self.cleaned_data, self.count)

    def take(self, refusal: Refused) -> None:
        """Put a refusal beside the fields it concerns."""
        if not refusal.findings:
            self.add_error(None, _(refusal.message))
        for one in refusal.findings:
            if one["field"].startswith("owners"):
                name = owner_lines.field_of(one["field"])
                self.add_error(name if name in self.fields else None, _(one["message"]))
                continue
            # The words are those of a certificate's fields.
            path = one["field"] if one["code"] == "missing" else f"exporter.{one['field']}"
            self.add_error(one["field"] if one["field"] in self.fields else None, words_of({**one, "field": path}))

    def summary(self) -> list[tuple[str, str, str]]:
        """List the errors for the summary."""
        found = []
        for name, errors in self.errors.items():
            field = self.fields.get(name)
            found += [(f"id_{name}" if field else "", str(field.label) if field else "", str(one)) for one in errors]
        return found


@office_page(Action.PARTY_KEEP)
def party_list(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """List the address book, or search in it."""
    text = request.GET.get("q", "")[:LONGEST_QUESTION]
    is_retired = request.GET.get("retired") == "1"
    rows = parties.search_parties(officer, text).filter(is_active=not is_retired).order_by("name", "address")
    names = country_names()
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "lines": [(one, names.get(one.country, one.country)) for one in page],
        "page": page,
        "text": text,
        "is_retired": is_retired,
        "query": query.urlencode(),
    }
    return render(request, "office/parties.html", context)


@office_page(Action.PARTY_KEEP)
def parties_offer(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Give a form the parties that fit what is typed, as JSON."""
    found = parties.offer_parties(officer, request.GET.get("q", "")[:LONGEST_QUESTION])
    return JsonResponse({"parties": [{part: getattr(one, part) for part in parties.PARTS} for one in found]})


@office_page(Action.PARTY_KEEP, WRITE)
def party_new(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Add a party."""

    def save(form: PartyForm) -> Party:
        data = form.cleaned_data
        owners = form.owners
        return parties.add_party(party=data, note=data["note"], owners=owners, by=officer, now=timezone.now())

    return _form_page(request, officer=officer, party=None, save=save)


@office_page(Action.PARTY_KEEP, WRITE)
def party_edit(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Change a party, retire it or take it back."""
    party = _find(officer, pk)
    do = request.POST.get("do", "")
    if request.method == "POST" and do in ("retire", "restore"):
        service = parties.retire_party if do == "retire" else parties.restore_party

        def act() -> str:
            service(party_id=pk, by=officer, now=timezone.now())
            return f"{reverse('office-party', kwargs={'pk': pk})}?done={do}"

        return do_once(request, officer=officer, is_one=True, do=act)

    def save(form: PartyForm) -> Party:
        data = form.cleaned_data
        return parties.change_party(
            party_id=pk,
            party=data,
            note=data["note"],
            version=seen_version(request),
            owners=form.owners,
            by=officer,
            now=timezone.now(),
        )

    return _form_page(request, officer=officer, party=party, save=save)


def _find(officer: Officer, pk: UUID) -> Party:
    found = parties.parties_of(officer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _form_page(
    request: HttpRequest, *, officer: Officer, party: Party | None, save: Callable[[PartyForm], Party]
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else kept_fields(request)
    do = request.POST.get("do", "save")
    if request.method == "POST" and do.startswith((owner_lines.ADD, owner_lines.REMOVE)):
        sent = owner_lines.resized(request.POST, do, PartyForm(sent, party=party).count)
    form = PartyForm(sent, party=party)
    status = 200
    if request.method == "POST" and do == "save":
        if form.is_valid():
            try:
                response = do_once(
                    request,
                    officer=officer,
                    is_one=True,
                    do=lambda: f"{reverse('office-party', kwargs={'pk': save(form).pk})}?done=save",
                )
            except Refused as refusal:
                form.take(refusal)
                status = refusal.status
                party = party and _find(officer, party.pk)
            else:
                forget_kept(request)
                return response
        else:
            status = 422
    elif sent is not None:
        form.full_clean()
        form.errors.clear()
    done = {"save": _("Saved."), "retire": _("Retired."), "restore": _("Offered again.")}
    context = {
        "form": form,
        "party": party,
        "key": new_key(),
        "errors": form.summary() if form.is_bound else [],
        "done": done.get(request.GET.get("done", "")) if request.method != "POST" else "",
    }
    return render(request, "office/party.html", context, status=status)
