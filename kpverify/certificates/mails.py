"""The mails to importing authorities: what happened to a certificate, what it says, and what to do now.

Composed when they are sent, from what is stored then: a certificate withdrawn in the meantime is said to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

import typst
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.certificates import printing
from kpverify.certificates.amendments import content_now, signed_amendments
from kpverify.certificates.endorsement_sheet import sheet
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.paper_data import last_instant, total
from kpverify.errors import Refused
from kpverify.notices import composers
from kpverify.notices.composers import Attachment, Mail
from kpverify.notices.models import Notice
from kpverify.tokens.transport import qr_text


class Letter(NamedTuple):
    """The words of one kind: the subject line's, what happened, and what the reader does."""

    subject: Any
    happened: Any
    todo: Any


LETTERS: dict[str, Letter] = {
    "certificate.issued": Letter(
        gettext_lazy("Kimberley Process certificate %(number)s is issued"),
        gettext_lazy("%(authority)s has issued Kimberley Process certificate %(number)s for a shipment to you."),
        gettext_lazy(
            "When the shipment arrives, scan the QR code on the paper at %(verify)s and compare seals, parcels and "
            "weight. Then confirm the receipt to the issuing authority."
        ),
    ),
    "certificate.suspended": Letter(
        gettext_lazy("Kimberley Process certificate %(number)s is suspended"),
        gettext_lazy("%(authority)s has suspended Kimberley Process certificate %(number)s."),
        gettext_lazy(
            "Do not release the shipment for now. You will be told when the certificate holds again or is revoked; ask "
            "the issuing authority when the shipment is with you already."
        ),
    ),
    "certificate.reinstated": Letter(
        gettext_lazy("Kimberley Process certificate %(number)s holds again"),
        gettext_lazy("%(authority)s has ended the suspension of Kimberley Process certificate %(number)s."),
        gettext_lazy("The shipment may go on. Scan the QR code on the paper at %(verify)s as usual."),
    ),
    "certificate.revoked": Letter(
        gettext_lazy("Kimberley Process certificate %(number)s is revoked"),
        gettext_lazy("%(authority)s has revoked Kimberley Process certificate %(number)s for good."),
        gettext_lazy(
            "Accept no shipment on this certificate. When the shipment is with you already, keep it and ask the "
            "issuing authority."
        ),
    ),
    "certificate.replaced": Letter(
        gettext_lazy("Kimberley Process certificate %(number)s is replaced by another"),
        gettext_lazy("%(authority)s has replaced Kimberley Process certificate %(number)s by %(successor)s."),
        gettext_lazy("Accept the shipment on the new certificate only. The one before it is revoked."),
    ),
    "certificate.amended": Letter(
        gettext_lazy("Kimberley Process certificate %(number)s is amended"),
        gettext_lazy("%(authority)s has amended Kimberley Process certificate %(number)s by a signed endorsement."),
        gettext_lazy("Scan the QR code on the paper at %(verify)s: it shows what was amended."),
    ),
}
STATES: dict[str, Any] = {
    State.ISSUED: gettext_lazy("in force"),
    State.SUSPENDED: gettext_lazy("suspended"),
    State.REVOKED: gettext_lazy("revoked"),
}


def register() -> None:
    """Tell the outbox who writes these mails."""
    for kind in LETTERS:
        composers.register(kind, compose)


def compose(notice: Notice) -> Mail:
    """Write one mail in the language in force.  Raises: Refused not-issued."""
    rows = Certificate.objects.select_related("authority__participant", "replaces")
    certificate = rows.filter(pk=notice.subject.partition(":")[2]).first()
    if certificate is None or not certificate.token:
        raise Refused("not-issued", "This certificate is not issued: there is nothing to tell.")
    letter = LETTERS[notice.kind]
    words = {
        "number": certificate.number,
        "authority": certificate.authority.name,
        "successor": notice.detail.get("successor", ""),
        "verify": f"{settings.PUBLIC_URL}/v",
    }
    parts = [
        str(letter.happened) % words,
        *_since(certificate, notice),
        "\n".join(_facts(certificate)),
        str(letter.todo) % words,
        _("This message was sent by %(place)s. It proves nothing by itself: the signed code on the paper does.")
        % {"place": settings.PUBLIC_URL},
    ]
    files = _files(certificate) if certificate.state == State.ISSUED else ()
    return Mail(subject=str(letter.subject) % words, text="\n\n".join(parts) + "\n", attachments=tuple(files))


def _since(certificate: Certificate, notice: Notice) -> Iterable[str]:
    """Say how it stands now, when that is not what happened then."""
    if certificate.state != notice.detail.get("state") and certificate.state in STATES:
        yield _("Since then it has changed: when this was sent, the certificate was %(state)s.") % {
            "state": STATES[certificate.state]
        }


def _facts(certificate: Certificate) -> Iterable[str]:
    """The facts of the shipment as amended, without its value: a mail is read by many on its way."""
    content = content_now(certificate)
    goods = content["goods"]
    lines = [_("HS %(hs)s: %(carats)s carats") % line for line in goods]
    code = certificate.check_code
    expires_at, issued_at = certificate.expires_at, certificate.issued_at
    facts = [
        (_("Number"), certificate.number),
        (_("Check code"), f"{code[:4]}-{code[4:]}"),
        (_("Replaces"), content.get("replaces")),
        (_("Exporter"), content["exporter"]["name"]),
        (_("Importer"), content["importer"]["name"]),
        (_("Goods"), "; ".join(lines)),
        (_("Together"), _("%(carats)s carats") % {"carats": total(line["carats"] for line in goods)}),
        (_("Number of parcels"), content["parcels"]),
        (_("Seal numbers"), ", ".join(content["seals"])),
        (_("Issued"), date_format(issued_at, "Y-m-d, H:i") + " UTC" if issued_at else None),
        (_("Endorsements"), len(signed_amendments(certificate))),
        (_("Valid until"), last_instant(int(expires_at.timestamp())) if expires_at else None),
    ]
    return [f"{label}: {value}" for label, value in facts if value]


def _files(certificate: Certificate) -> Iterable[Attachment]:
    name = (certificate.number or "").replace("/", "-")
    yield Attachment(f"{name}.pdf", "application/pdf", lambda: _printed(lambda: printing.pdf(certificate)))
    for row in signed_amendments(certificate):
        made = partial(_printed, partial(sheet, row))
        yield Attachment(f"{name}-endorsement-{row.seq}.pdf", "application/pdf", made)
    text = qr_text(certificate.token, settings.PUBLIC_URL)
    yield Attachment(f"{name}.txt", "text/plain", lambda: text.encode())


def _printed(make: Callable[[], bytes]) -> bytes:
    try:
        return make()
    except (typst.TypstError, RuntimeError) as error:  # pdfium counts the pages, and fails with a RuntimeError
        raise Refused("not-printable", f"The PDF cannot be made: {str(error)[:200]}", status=503) from error
