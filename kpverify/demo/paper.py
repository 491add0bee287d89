"""The demonstration's paper: Botswana prints on numbered sheets, a few went wrong, and there is a specimen of it."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pypdfium2

from kpverify.accounts import services as accounts
from kpverify.accounts.models import Officer
from kpverify.blanks import services as blanks
from kpverify.certificates import printing
from kpverify.certificates.models import Certificate, State
from kpverify.registry import services as registry
from kpverify.specimens import services as specimens

PRINTED = 3


def make_paper(*, begin: datetime, now: datetime, officers: dict[tuple[str, str], Officer], by: str) -> None:
    """Take sheets into stock, print a few certificates on them, lose one, and enter a specimen."""
    keeper, clerk = officers["BW", "approver"], officers["BW", "preparer"]
    store = registry.add_place(authority_id="BW", code="S", name="Strong room", now=begin, by=by)
    desk = registry.add_place(authority_id="BW", code="D", name="Desk 1", now=begin, by=by)
    accounts.seat_officer(officer_id=clerk.pk, place_id=desk.pk, by=by, now=begin)
    clerk.refresh_from_db()
    blanks.save_stationery(takes_stock=True, serial_is_number=False, by=keeper, now=begin)
    blanks.receive_batch(
        first="KP-BW 000001",
        last="KP-BW 005000",
        supplier="Demo Security Print",
        received_on=begin.date(),
        place_id=store.pk,
        counted=5000,
        by=keeper,
        now=begin,
    )
    later = begin + timedelta(days=1)
    blanks.move_sheets(first="KP-BW 000001", last="KP-BW 000200", to_place_id=desk.pk, by=keeper, now=later)
    blanks.report_sheets(
        kind="stolen",
        first="KP-BW 004901",
        last="KP-BW 004950",
        reason="Missing after the break-in; reported to the police.",
        by=keeper,
        now=later,
    )
    in_force = Certificate.objects.filter(authority_id="BW", state=State.ISSUED).order_by("issued_at")[:PRINTED]
    for number, made in enumerate(in_force, start=1):
        blanks.use_sheet(
            certificate_id=made.pk, typed=f"{number:04}", place_id=desk.pk, by=clerk, now=now - timedelta(hours=number)
        )
    enter_specimen(begin=begin, now=now, by=officers["", "secretariat"], shown=in_force[0])


def enter_specimen(*, begin: datetime, now: datetime, by: Officer, shown: Certificate) -> None:
    """Show our own print as the specimen: nobody else's paper is copied."""
    page = pypdfium2.PdfDocument(printing.pdf(shown))[0]
    out = io.BytesIO()
    page.render(scale=100 / 72).to_pil().save(out, "PNG")
    values = {
        "title": "Certificate of Botswana, as this demonstration prints it",
        "starts_on": begin.date(),
        "by_eye": "Title in dark blue over a double line. The square code stands at the right, above the cutting line.",
        "by_touch": "Plain paper: a demonstration has nothing to feel.",
        "by_uv": "Nothing.",
        "colour": "White",
        "size": "A4, 210 × 297 mm",
        "language": "English",
        "serial": "KP-BW and six digits; repeated at the foot of the page",
        "source": "Drawn by this demonstration.",
    }
    pictures = [(out.getvalue(), "A whole certificate, as printed")]
    specimens.enter_specimen(participant_id="BW", authority_id="BW", values=values, pictures=pictures, by=by, now=now)
