"""Lists as they come: taken in whole or not at all, in force at once, and what changed is told."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from kpverify.errors import Refused
from kpverify.screening import loading, services, staging
from kpverify.screening.models import Entry, ListLoad, Name, NameKey, Rescreening, StagedEntry
from kpverify.screening.services import Party

from . import files

NOW = timezone.now().replace(microsecond=0)
State = ListLoad.State
pytestmark = pytest.mark.django_db


def load(kind, held, now=NOW):
    """Stage a list and take it in to the end."""
    made = services.stage(files=held, kind=kind, by=None, now=now)
    while made.state == State.STAGED:
        made = services.advance_load(load_id=made.pk, now=now)
    return made


def released(world, kind, held, now=NOW):
    """Stage a list that takes entries away, and let two people say that it is right."""
    made = services.stage(files=held, kind=kind, by=None, now=now)
    while made.cursor < made.total:
        made = services.advance_load(load_id=made.pk, now=now)
    with pytest.raises(Refused, match="two people"):
        services.advance_load(load_id=made.pk, now=now)
    return services.release_load(load_id=made.pk, proposed_by=world.sefako, by=world.thabo, now=now)


def hits(name, country="CF", address=""):
    """Ask who is like a name."""
    return services.screen([Party("exporter", name, country, address)]).hits


def test_until_its_last_step_a_list_finds_nobody_and_the_one_before_still_does(monkeypatch):
    monkeypatch.setattr(loading, "STEP", 3)
    first = load("ofac", files.ofac())
    assert (first.state, first.added, first.changed, first.removed) == ("in-force", first.total, 0, 0)
    later = services.stage(files=files.ofac(remarks="New", without=("BADICA",)), kind="ofac", by=None, now=NOW)
    while later.cursor < later.total:
        assert [hit.match.entry_hash for hit in hits("Diamville")] == [
            Entry.objects.get(name="DIAMVILLE SAU", is_current=True).hash
        ]
        assert hits("Badica")
        later = services.advance_load(load_id=later.pk, now=NOW)
    later = services.advance_load(load_id=later.pk, now=NOW)
    assert (later.state, later.added, later.changed, later.removed) == ("in-force", 0, later.total, 1)
    assert not hits("Badica")
    assert hits("Diamville")[0].listed_by.startswith("OFAC SDN")
    told = services.differences(later)
    assert [entry.name for entry in told.removed] == ["BADICA"]
    assert {(before.uid, after.facts["remarks"]) for before, after in told.changed} >= {("42020", "New")}
    first.refresh_from_db()
    assert first.state == State.SUPERSEDED
    # Old versions stay to be read, but can no longer be found, and nothing staged is left behind.
    assert Name.objects.filter(entry__is_current=False).count() == 0
    assert NameKey.objects.exclude(name__entry__is_current=True).count() == 0
    assert not StagedEntry.objects.exists()
    assert Rescreening.objects.filter(finished_at=None).count() == 2


def test_a_second_load_of_the_same_changes_nothing_and_says_so():
    load("un", {"consolidated.xml": files.un()})
    with pytest.raises(Refused, match="in force already") as refused:
        services.stage(files={"consolidated.xml": files.un()}, kind="un", by=None, now=NOW)
    assert refused.value.code == "list-same"
    again = load("un", {"consolidated.xml": files.un(made="2026-03-01T00:00:00Z")})
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    with pytest.raises(Refused) as refused:
        services.stage(files={"consolidated.xml": files.un(made="2026-01-01T00:00:00Z")}, kind="un", by=None, now=NOW)
    assert refused.value.code == "list-older"


def test_a_list_that_lost_many_entries_waits_for_two_people(world):
    names = [one["name"] for _number, one in files.numbered()]
    rows = "".join(f"{place},Firm {place} Quux{place},-0- ,CAR,{'-0- ,' * 7}-0- \r\n" for place in range(1, 41))
    load("ofac", {**files.ofac(), "sdn.csv": rows.encode(), "alt.csv": b"", "add.csv": b""})
    made = services.stage(files=files.ofac(without=tuple(names[3:])), kind="ofac", by=None, now=NOW)
    made = services.advance_load(load_id=made.pk, now=NOW)
    with pytest.raises(Refused) as refused:
        services.advance_load(load_id=made.pk, now=NOW)
    assert refused.value.code == "list-waits"
    assert services.finish_loads(now=NOW) == []
    with pytest.raises(Refused) as refused:
        services.stage(files=files.ofac(), kind="ofac", by=None, now=NOW)
    assert refused.value.code == "load-waiting"
    assert len(services.differences(made).removed) == 40
    assert services.drop_load(load_id=made.pk, by=None, now=NOW).state == State.REFUSED
    assert Entry.objects.filter(is_current=True).count() == Entry.objects.count() == 40
    again = services.stage(files=files.ofac(without=tuple(names[3:])), kind="ofac", by=None, now=NOW)
    again = services.advance_load(load_id=again.pk, now=NOW)
    with pytest.raises(Refused, match="40 of 40 entries"):
        services.advance_load(load_id=again.pk, now=NOW)
    two = {"proposed_by": world.sefako, "now": NOW}
    with pytest.raises(Refused) as refused:
        services.release_load(load_id=again.pk, by=world.sefako, **two)
    assert refused.value.code == "second-person-needed"
    with pytest.raises(PermissionDenied):
        services.release_load(load_id=again.pk, by=world.dora, **two)
    again = services.release_load(load_id=again.pk, by=world.thabo, **two)
    assert (again.state, again.removed, again.proposed_by) == ("in-force", 40, world.sefako)


def test_only_who_may_load_loads(world):
    with pytest.raises(PermissionDenied):
        services.stage(files={"consolidated.xml": files.un()}, kind="un", by=world.ben, now=NOW)
    made = services.stage(files={"consolidated.xml": files.un()}, kind="un", by=world.sefako, now=NOW)
    with pytest.raises(PermissionDenied):
        services.drop_load(load_id=made.pk, by=world.ben, now=NOW)
    # A closed page: `work` goes on.
    for step in range(5):
        services.finish_loads(now=NOW + timedelta(minutes=step))
    made.refresh_from_db()
    assert (made.state, made.loaded_by) == ("in-force", world.sefako)


def test_the_commands_say_what_changed_and_what_is_next(tmp_path):
    for name, data in files.ofac().items():
        (tmp_path / name).write_bytes(data)
    paths = [tmp_path / name for name in ("sdn.csv", "alt.csv", "add.csv")]
    out = StringIO()
    call_command("load_sanctions", "ofac", *paths, dry_run=True, stdout=out, stderr=StringIO())
    assert "Would be in force" in out.getvalue()
    assert not ListLoad.objects.exists()
    with pytest.raises(CommandError, match="No list is loaded"):
        call_command("screen_parties", "Diamville")
    call_command("load_sanctions", "ofac", *paths, date="2026-11-20", stdout=out, stderr=StringIO())
    assert "+ 42020  DIAMVILLE SAU" in out.getvalue()
    assert "2026-11-20" in out.getvalue()
    call_command("screen_parties", "ДИАМВИЛЬ", country="CF", stdout=out)
    assert "another script" in out.getvalue()
    call_command("screen_parties", stdout=out, dry_run=True)
    assert "Would look at" in out.getvalue()
    with pytest.raises(CommandError, match="list-same"):
        call_command("load_sanctions", "ofac", *paths, stdout=out, stderr=StringIO())


def opensanctions(*lines):
    """Write targets.simple.csv: of each line id, name, day."""
    rows = [["id", "schema", "name", "aliases", "countries", "addresses", "sanctions", "last_seen"]]
    rows += [[uid, "Company", name, "", "cf", "", "", day] for uid, name, day in lines]
    return {"targets.simple.csv": files.table(rows)}


def test_a_file_that_numbers_its_entries_as_we_number_doubles_is_taken_in_whole():
    held = opensanctions(
        *[(uid, f"Kwango {uid}", "2026-01-01") for uid in ("a", "a", "a#2", "a", "x" * 105, "x" * 104)]
    )
    assert load("opensanctions", held).added == 6
    assert Entry.objects.filter(is_current=True).values("uid").distinct().count() == 6


def test_a_file_of_a_day_to_come_does_not_keep_out_those_after_it():
    with pytest.raises(Refused) as refused:
        services.stage(files=opensanctions(("a", "Kwango", "9999-12-31")), kind="opensanctions", by=None, now=NOW)
    assert refused.value.code == "list-cut-short"
    assert load("opensanctions", opensanctions(("a", "Kwango", "2026-01-01"))).state == State.IN_FORCE


def test_of_two_that_stage_at_once_one_is_refused(monkeypatch):
    readers = dict(staging.READERS)

    def read_slowly(held):
        """Another process stages, while this one reads."""
        monkeypatch.setattr(staging, "READERS", readers)
        services.stage(files={"consolidated.xml": files.un()}, kind="un", by=None, now=NOW)
        return readers["un"](held)

    monkeypatch.setattr(staging, "READERS", {**readers, "un": read_slowly})
    with pytest.raises(Refused) as refused:
        services.stage(files={"consolidated.xml": files.un()}, kind="un", by=None, now=NOW)
    assert refused.value.code == "load-waiting"


def test_a_list_whose_names_are_not_where_they_were_is_not_put_in_force():
    load("eu", {"list.xml": files.eu()})
    other = files.eu(made="2026-07-01T00:00:00Z").replace(b"wholeName", b"fullName")
    with pytest.raises(Refused) as refused:
        services.stage(files={"list.xml": other}, kind="eu", by=None, now=NOW)
    assert refused.value.code == "list-empty"
    assert hits("Diamville")


@pytest.mark.parametrize("sign", ["\\u0000", "\\ud800"])
def test_what_no_database_keeps_is_refused(sign):
    one = f'{{"name": "Kwango{sign}", "aliases": [], "country": "CF", "lists": [{{"list": "X"}}]}}'
    with pytest.raises(Refused) as refused:
        services.stage(files={"s.json": f'{{"entities": [{one}]}}'.encode()}, kind="seed", by=None, now=NOW)
    assert refused.value.code == "list-wrong-format"


def test_a_crash_while_a_list_comes_into_force_leaves_the_one_before_and_is_gone_on_with(monkeypatch):
    load("ofac", files.ofac())
    made = services.stage(files=files.ofac(remarks="New", without=("BADICA",)), kind="ofac", by=None, now=NOW)
    while made.cursor < made.total:
        made = services.advance_load(load_id=made.pk, now=NOW)
    with monkeypatch.context() as broken:
        broken.setattr(loading, "_count_common", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            services.advance_load(load_id=made.pk, now=NOW)
    assert ListLoad.objects.get(state=State.IN_FORCE) != made
    assert hits("Badica")
    assert not Entry.objects.filter(is_current=True, facts__remarks="New").exists()
    assert Name.objects.filter(entry__is_current=True).exists()
    assert [one.pk for one in services.finish_loads(now=NOW)] == [made.pk]
    assert not hits("Badica")
    # Once more changes nothing.
    assert services.advance_load(load_id=made.pk, now=NOW).state == State.IN_FORCE
    assert ListLoad.objects.filter(state=State.IN_FORCE).count() == 1


def test_entries_do_not_go_one_by_one_and_not_by_another_name():
    firms = [(f"id-{place}", f"Kwango {place} Stones", "2026-01-01") for place in range(30)]
    load("opensanctions", opensanctions(*firms))
    assert load("opensanctions", opensanctions(*firms[3:])).removed == 3
    # Six within a week are more than five.
    made = services.stage(files=opensanctions(*firms[6:]), kind="opensanctions", by=None, now=NOW)
    services.advance_load(load_id=made.pk, now=NOW)
    with pytest.raises(Refused, match="two people"):
        services.advance_load(load_id=made.pk, now=NOW)
    services.drop_load(load_id=made.pk, by=None, now=NOW)
    assert load("opensanctions", opensanctions(*firms[6:]), now=NOW + timedelta(days=8)).removed == 3
    renamed = [(uid, f"Otherwise {place}", day) for place, (uid, _name, day) in enumerate(firms[6:])]
    made = services.stage(files=opensanctions(*renamed), kind="opensanctions", by=None, now=NOW)
    made = services.advance_load(load_id=made.pk, now=NOW)
    assert (made.changed, made.weaker) == (24, 24)
    with pytest.raises(Refused, match="makes 24 hard to find"):
        services.advance_load(load_id=made.pk, now=NOW)
