"""Indexes, moves and publications of status lists."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction

from kpverify.errors import Refused
from kpverify.registry import keys
from kpverify.registry.signers import signer_for
from kpverify.status import services
from kpverify.status.models import Publication, StatusEntry, StatusList
from kpverify.tokens import base64url
from kpverify.tokens.jws import read_part
from kpverify.tokens.status import open_list, value_at

pytestmark = pytest.mark.django_db
VALID, INVALID, SUSPENDED, CONFIRMED = range(4)
LEGAL = {(0, 1), (0, 2), (2, 0), (2, 1), (0, 3), (3, 1)}


@pytest.fixture
def now(world):
    """An instant of the world's year, far from its end, when next year's lists are not open yet."""
    Publication.objects.all().delete()
    StatusList.objects.all().delete()
    return world.now.replace(month=6, day=1) + timedelta(days=3660)


def entry(now, authority="BW"):
    with transaction.atomic():
        return services.allocate(authority_id=authority, count=1, now=now)[0]


def change(one, value, now):
    with transaction.atomic():
        services.set_value(uri=one.status_list_id, idx=one.idx, value=value, now=now, by="test")


def opened(publication, now):
    """Open a publication as a verifier would."""
    key = next(one for one in keys.SigningKey.objects.filter(authority_id="BW", purpose="status", state="active"))
    listed = {"kid": key.kid, "use": "status", **key.public_jwk, "to": None, "distrusted_at": None}
    authority = {"keys": [{**listed, "from": int(key.active_from.timestamp())}]}
    return open_list(publication.token, authority, {"uri": publication.status_list_id, "iat": 0})


def test_an_index_is_drawn_once_and_not_in_order(now):
    drawn = [entry(now).idx for _ in range(40)]
    assert len(set(drawn)) == 40
    assert drawn != sorted(drawn)


def test_many_are_drawn_at_once_across_lists(now, settings):
    settings.STATUS_LIST_SIZE = 4
    with transaction.atomic():
        drawn = services.allocate(authority_id="BW", count=10, now=now)
    assert len({(one.status_list_id, one.idx) for one in drawn}) == 10
    assert StatusEntry.objects.count() == 10
    assert Counter(one.status_list_id for one in drawn).most_common()[-1][1] == 2


def test_a_full_list_gives_way_to_the_next(now, settings):
    settings.STATUS_LIST_SIZE = 4
    lists = Counter(entry(now).status_list_id for _ in range(9))
    names = [f"{settings.PUBLIC_URL}/status/BW/{now:%y}{more}" for more in ("", "-2", "-3")]
    assert [lists[name] for name in names] == [4, 4, 1]
    assert list(StatusList.objects.filter(is_open=True).values_list("pk", flat=True)) == names[2:]


def test_next_years_lists_are_open_a_month_before(now):
    services.open_due(now=now)
    assert {one.name for one in StatusList.objects.all()} == {f"{now:%y}"}
    services.open_due(now=now.replace(month=12, day=2))
    assert {one.name for one in StatusList.objects.all()} == {f"{now:%y}", f"{(now.year + 1) % 100:02}"}


def test_each_authority_and_year_has_its_own_list(now, settings):
    later = now.replace(year=now.year + 1)
    found = [entry(now), entry(now, "AE"), entry(later), entry(now)]
    paths = [one.status_list_id.removeprefix(f"{settings.PUBLIC_URL}/status/") for one in found]
    assert paths == [f"BW/{now:%y}", f"AE/{now:%y}", f"BW/{later:%y}", f"BW/{now:%y}"]


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("after", range(4))
def test_only_legal_moves_are_made(now, before, after):
    one = entry(now)
    StatusEntry.objects.filter(pk=one.pk).update(value=before)
    if (before, after) in LEGAL:
        change(one, after, now)
    else:
        with pytest.raises(Refused) as refused:
            change(one, after, now)
        assert refused.value.code == "status-move"
    one.refresh_from_db()
    assert one.value == (after if (before, after) in LEGAL else before)


def test_an_entry_that_is_not_there_is_refused(now):
    one = entry(now)
    with pytest.raises(Refused) as refused:
        services.set_value(uri=one.status_list_id, idx=one.idx + 1, value=1, now=now, by="test")
    assert refused.value.code == "no-status-entry"


def test_who_changed_an_entry_is_kept_beside_it(now):
    one = entry(now)
    change(one, SUSPENDED, now + timedelta(minutes=1))
    one.refresh_from_db()
    assert (one.changed_by, one.changed_at) == ("test", now + timedelta(minutes=1))


def test_a_publication_says_what_the_entries_say(now):
    found = [entry(now) for _ in range(4)]
    for one, value in zip(found, (VALID, INVALID, SUSPENDED, CONFIRMED), strict=True):
        if value:
            change(one, value, now)
    made = services.publish(uri=found[0].status_list_id, now=now, by="test")
    held = opened(made, now)
    assert [value_at(held.values, one.idx) for one in found] == [VALID, INVALID, SUSPENDED, CONFIRMED]
    assert (held.iat, held.exp) == (int(made.issued_at.timestamp()), int(made.expires_at.timestamp()))
    assert sum(value_at(held.values, place) != 0 for place in range(2000)) <= 3


def test_a_change_is_not_published_before_it_is_published(now):
    one = entry(now)
    first = services.publish(uri=one.status_list_id, now=now, by="test")
    change(one, INVALID, now)
    assert services.current(one.status_list_id).token == first.token
    assert StatusList.objects.get(pk=one.status_list_id).is_dirty
    second = services.publish(uri=one.status_list_id, now=now + timedelta(seconds=5), by="test")
    assert value_at(opened(second, now).values, one.idx) == INVALID
    assert not StatusList.objects.get(pk=one.status_list_id).is_dirty


def test_iat_never_goes_back_and_hardly_runs_ahead(now):
    uri = entry(now).status_list_id
    instants = [services.publish(uri=uri, now=now, by="test").issued_at for _ in range(61)]
    assert instants == [now + timedelta(seconds=place) for place in range(61)]
    assert services.publish(uri=uri, now=now + timedelta(seconds=10), by="test").issued_at > instants[-1]
    with pytest.raises(Refused) as refused:
        services.publish(uri=uri, now=now, by="test")
    assert (refused.value.code, refused.value.status) == ("status-too-often", 503)


def test_nothing_is_published_without_an_active_status_key(now):
    one = entry(now)
    keys.retire_key(kid=signer_for("BW", "status").kid, now=now, by="test")
    with pytest.raises(Refused) as refused:
        services.publish(uri=one.status_list_id, now=now, by="test")
    assert refused.value.code == "no-active-key"
    assert not Publication.objects.filter(status_list_id=one.status_list_id).exists()


def test_the_list_is_signed_with_the_key_for_status(now):
    made = services.publish(uri=entry(now).status_list_id, now=now, by="test")
    kid = read_part(made.token.split(".")[0])["kid"]
    assert kid == signer_for("BW", "status").kid != signer_for("BW", "certificate").kid
    assert base64url.decode(made.token.split(".")[2])


def test_a_list_that_is_none_is_refused(now):
    with pytest.raises(Refused) as refused:
        services.publish(uri="https://localhost/status/BW/99", now=now, by="test")
    assert refused.value.code == "no-status-list"


def test_due_are_new_changed_and_half_old_lists(now, settings):
    one, other = entry(now), entry(now, "AE")
    first = {made.status_list_id for made in services.publish_due(now=now, by="test")}
    assert first >= {one.status_list_id, other.status_list_id}
    assert services.publish_due(now=now, by="test") == []
    change(one, INVALID, now)
    assert [made.status_list_id for made in services.publish_due(now=now, by="test")] == [one.status_list_id]
    half = now + timedelta(seconds=settings.STATUS_TTL_SECONDS / 2)
    assert services.publish_due(now=half - timedelta(seconds=1), by="test") == []
    again = {made.status_list_id for made in services.publish_due(now=half, by="test")}
    assert again == first - {one.status_list_id}


def test_one_list_that_fails_does_not_keep_the_others(now):
    first, second = entry(now, "AE"), entry(now)
    keys.retire_key(kid=signer_for("AE", "status").kid, now=now, by="test")
    with pytest.raises(Refused) as refused:
        services.publish_due(now=now, by="test")
    assert refused.value.code == "no-active-key"
    assert services.current(second.status_list_id) is not None
    assert services.current(first.status_list_id) is None


def test_references_name_published_lists_only(now):
    one = entry(now)
    entry(now, "AE")
    made = services.publish(uri=one.status_list_id, now=now, by="test")
    assert services.references() == {"BW": [{"uri": one.status_list_id, "iat": int(made.issued_at.timestamp())}]}
