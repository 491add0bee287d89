"""What the demonstration's Secretariat and observer do: a notice two people published, a concern in confidence."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.datastructures import MultiValueDict
from PIL import Image

from kpverify.accounts.models import Officer
from kpverify.concerns import services as concerns
from kpverify.proposals import services as proposals
from kpverify.secretariat.advisory_forms import AdvisoryForm
from kpverify.secretariat.seconded import Second, propose

# A real warning; its numbers are declared void in the reference data.
SOURCE = "https://www.thediamondloupe.com/articles/2015-12-01/belgian-authorities-warn-fake-kp-certificate-sierra-leone"
NOTICE = {
    "kind": "notice",
    "code": "SL",
    "source": SOURCE,
    "text_en": "Belgium warned in December 2015 of fake certificates of Sierra Leone with the numbers 4306 and 004911.",
    "do_en": "Detain a parcel with one of these numbers, keep the paper, and ask the authority of Sierra Leone.",
    "text_fr": "La Belgique a signalé en décembre 2015 de faux certificats de la Sierra Leone, "
    "numérotés 4306 et 004911.",
    "do_fr": "Retenez le colis portant l’un de ces numéros, gardez le papier et interrogez l’autorité "
    "de la Sierra Leone.",
}
CONCERN = (
    "DEMONSTRATION, invented. At the pits east of the town armed men took a share of each day's stones, on two days in "
    "a row. The buyers' slips name another place. I can say more by telephone."
)


def watch(*, begin: datetime, now: datetime, officers: dict[tuple[str, str], Officer]) -> None:
    """Publish the notice, which ends soon enough for the reminder, and send the concern, which is being looked at."""
    publish_notice(begin=begin, now=now, officers=officers)
    with TemporaryUploadedFile("pit.jpg", "image/jpeg", 0, None) as upload:
        Image.radial_gradient("L").resize((640, 480)).save(upload, "JPEG")
        upload.size = upload.tell()
        upload.flush()
        sent = concerns.send_concern(
            about_kind="zone",
            about="Nola",
            text=CONCERN,
            uploads=[upload],
            by=officers["", "observer"],
            now=now - timedelta(days=2),
        )
    concerns.take_up(reference=sent.pk, by=officers["", "secretariat"], now=now - timedelta(days=1))


def publish_notice(*, begin: datetime, now: datetime, officers: dict[tuple[str, str], Officer]) -> None:
    """Propose it as one person, confirm it as another."""
    days = {"starts_on": str(begin.date()), "ends_on": str(now.date() + timedelta(days=20))}
    form = AdvisoryForm(MultiValueDict({name: [value] for name, value in {**NOTICE, **days}.items()}))
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    at = now - timedelta(days=3)
    second = Second("advisory.publish", "advisory:{code.pk}:{starts_on}:{kind}", {})
    back = "/secretariat/advisories/"
    held = propose(second, form=form, back=back, by=officers["", "secretariat"], now=at)
    proposals.confirm(proposal_id=held.pk, by=officers["", "second secretariat"], now=at + timedelta(hours=1))
