"""What waits for a second officer is on one page, for those who might decide it."""

from django.utils import timezone

from kpverify.certificates import mass, services

from .conftest import Desk, words


def test_each_officer_finds_what_they_may_decide(world, shipping, ben):
    now = timezone.now()
    one, other = shipping.issued(), shipping.issued()
    services.revoke_certificate(number=one.number, reason="Wrong weight", by=world.ben, now=now)
    mass.propose_mass(chosen=mass.Chosen(numbers=other.number), count=1, reason="A series", by=world.bontle, now=now)
    page = ben.get("/office/waiting/")
    told = words(page)
    assert f"Revoke a certificate {one.number} {one.number} Wrong weight Ben Tau (BW-BEN) – you" in told
    assert "A series Bontle Moeti (BW-BONTLE)" in told
    assert f'href="/office/{one.pk}/"' in page.content.decode()
    assert "/office/mass/" in page.content.decode().partition("<main")[2]
    # An administrator may look, and decides neither; other authorities see nothing.
    world.grant(world.dora, "authority_admin")
    assert "Nothing waits." in words(Desk(world.dora).get("/office/waiting/"))
    assert "Nothing waits." in words(Desk(world.chen).get("/office/waiting/"))
    services.revoke_certificate(number=one.number, reason="", by=world.bontle, now=now)
    assert "Wrong weight" not in words(ben.get("/office/waiting/"))
