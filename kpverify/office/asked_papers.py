"""What a draft's destination asks to see, in words: each paper, how it stands, its source, and where to add a file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.certificates.models import Certificate
from kpverify.certificates.trusted import trust_in_force
from kpverify.compliance.papers import EVERYBODY, Paper, Standing, asked_by, standing_of
from kpverify.dossier.models import DossierFile
from kpverify.errors import Refused
from kpverify.office.choices import country_names

TITLES: dict[str, Any] = {
    "certificate": gettext_lazy("A Kimberley Process certificate for the shipment"),
    "english": gettext_lazy("The certificate in English, or with an English translation"),
    "valid": gettext_lazy("A certificate that is in force when the goods arrive"),
    "validated": gettext_lazy("A validated certificate, and a container sealed by the authority"),
    "g7-evidence": gettext_lazy("Every country of mining origin listed, or evidence of origin under the G7 rules"),
    "g7-traceability": gettext_lazy("Traceability evidence under the G7 rules"),
    "eu-check": gettext_lazy("Container and certificate shown together to the authority of arrival"),
    "us-retention": gettext_lazy("A copy of the certificate sent to the Bureau of the Census, and kept for 5 years"),
    "in-registration": gettext_lazy("An importer registered with the Gem and Jewellery Export Promotion Council"),
    "ca-accurate": gettext_lazy("A certificate whose data are accurate and that its issuer has not withdrawn"),
    "ch-belongs": gettext_lazy("A certificate that clearly belongs to the shipment"),
    "au-retention": gettext_lazy("The certificate kept by the importer for 5 years"),
}
# The word of each standing, and the style of its tag, which draws the sign before it.
TAGS: dict[Standing, tuple[Any, str]] = {
    Standing.THERE: (gettext_lazy("There"), "good"),
    Standing.NOT_NEEDED: (gettext_lazy("Not needed"), "good"),
    Standing.MISSING: (gettext_lazy("Missing"), "bad"),
    Standing.LATER: (gettext_lazy("Checked later"), "wait"),
    Standing.ASK: (gettext_lazy("Ask the importer"), "warn"),
}
# Why it stands so, by who sees to it (`Paper.met_by`).
BECAUSE: dict[str, Any] = {
    "certificate": gettext_lazy("What is issued here always has it."),
    "origins-listed": gettext_lazy("because the certificate lists every country of mining origin."),
    "validation": gettext_lazy("It is asked for here when the goods are checked and sealed (“Validate”)."),
    "importer": gettext_lazy("The importer sees to it at the destination."),
    "not-confirmed": gettext_lazy("No source that is on record says whether it is asked for now."),
}


class Line(NamedTuple):
    """One paper; `adds` are the kinds of file that show it, each with the address of its upload and its words."""

    title: Any
    word: Any
    style: str
    because: Any
    source: str
    url: str
    adds: list[tuple[str, str]]


class AskedPapers(NamedTuple):
    """The whole list of one destination; `has_own` is false where only the scheme's own demands are on record."""

    country: str
    lines: list[Line]
    missing: int
    has_own: bool


def asked_papers(
    found: Certificate,
    *,
    kinds: Collection[str] | None = None,
    countries: Mapping[str, str] | None = None,
    may_add: bool = False,
) -> AskedPapers | None:
    """List them for a stored draft, as of today; None while it names no destination.

    `kinds` are the kinds of file in its dossier, `countries` as of `country_names`, when the caller has read them.
    """
    country = (found.content.get("importer") or {}).get("country")
    if not country:
        return None
    if kinds is None:
        held = DossierFile.objects.filter(certificate=found, withdrawn_at=None)
        kinds = set(held.values_list("kind", flat=True))
    asked = asked_by(_participant(country), timezone.now().date().isoformat())
    lines, origins = [], found.content.get("mining_origin") or ()
    for paper in asked:
        lines.append(_line(paper, standing_of(paper, origins=origins, files=kinds), found if may_add else None))
    missing = sum(1 for one in lines if one.style == "bad")
    has_own = any(one.destination != EVERYBODY for one in asked)
    return AskedPapers((countries or country_names()).get(country, country), lines, missing, has_own)


def _line(paper: Paper, standing: Standing, adding_to: Certificate | None) -> Line:
    word, style = TAGS[standing]
    because = "" if standing is Standing.MISSING else BECAUSE.get(paper.met_by, "")
    if standing is Standing.THERE and paper.met_by != "certificate":
        because = _("A file in the dossier shows it.")
    adds = []
    if adding_to is not None and standing in (Standing.MISSING, Standing.ASK):
        address = reverse("office-certificate", kwargs={"pk": adding_to.pk})
        labels = dict(DossierFile.Kind.choices)
        adds = [(f"{address}?kind={kind}#drop", str(labels[kind])) for kind in paper.files]
    return Line(TITLES[paper.id], word, style, because, paper.source, paper.url, adds)


def _participant(country: str) -> str:
    """Give the participant a country belongs to: `EU` for a member of the Union."""
    try:
        member = trust_in_force().countries.get(country)
    except Refused:
        return country
    return str(member["code"]) if member else country
