"""An approver who looks again sees what changed, old beside new, with what they had said."""

from kpverify.certificates import services
from tests.certificates.typed import content

from .conftest import words


def test_the_first_time_everything_is_shown(ben, shipping):
    made = shipping.submitted()
    page = ben.get(f"/office/{made.pk}/changes/")
    assert "Handed in for the first time" in words(page)
    assert made.content["exporter"]["name"] in words(page)
    assert f'action="/office/{made.pk}/approve/"' in page.content.decode()


def test_the_second_time_the_changes_stand_first(ada, ben, world, shipping):
    made = shipping.submitted(remarks="Old words")
    services.send_back(certificate_id=made.pk, reason="Weigh it again", by=world.ben, now=shipping.now)
    form = words(ada.get(f"/office/{made.pk}/edit/"))
    assert "Sent back" in form
    assert "Weigh it again" in form
    changed = content(remarks="New words", parcels=9)
    services.change_draft(certificate_id=made.pk, content=changed, by=world.ada, now=shipping.now)
    services.submit_certificate(certificate_id=made.pk, by=world.ada, now=shipping.now)
    page = ben.get(f"/office/{made.pk}/changes/")
    assert "Weigh it again" in words(page)
    assert "2 fields changed" in words(page)
    first = page.content.decode().partition("As before")[0]
    assert first.index("Old words") < first.index("New words")
    assert made.content["exporter"]["name"] not in first
