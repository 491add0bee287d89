"""`verify` and `export_bundle`, as an operator types them."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from kpverify.registry.models import TrustList
from kpverify.tokens import Bundle

pytestmark = pytest.mark.django_db


def judged(*arguments):
    out = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("verify", *arguments, stdout=out)
    return left.value.code, json.loads(out.getvalue())


def test_verify_prints_the_verdict_and_leaves_with_its_status(issued):
    status, verdict = judged(issued.qr_text)
    assert (status, verdict["outcome"]) == (0, "valid")
    assert verdict["certificate"]["sub"] == issued.number


def test_verify_of_something_else(world):
    assert judged("https://example.org/")[0] == 4


def test_verify_reads_standard_input(issued, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{issued.token}\n"))
    assert judged("-")[0] == 0


def test_verify_without_a_trust_list_is_undetermined(issued):
    TrustList.objects.all().delete()
    status, verdict = judged(issued.token)
    assert (status, verdict["outcome"], verdict["certificate"]) == (2, "undetermined", None)


def test_export_writes_what_is_served(issued, tmp_path):
    target, out = tmp_path / "bundle.json", io.StringIO()
    call_command("export_bundle", str(target), stdout=out)
    assert Bundle.load(target.read_bytes())
    assert issued.uri in json.loads(target.read_bytes())["status_lists"]
    assert "Next:" in out.getvalue()
    assert [path.name for path in tmp_path.iterdir()] == ["bundle.json"]


def test_export_replaces_an_older_file(world, tmp_path):
    target = tmp_path / "bundle.json"
    target.write_text("old")
    call_command("export_bundle", str(target), stdout=io.StringIO())
    assert Bundle.load(target.read_bytes())


def test_export_dry_run_writes_nothing(world, tmp_path):
    out = io.StringIO()
    call_command("export_bundle", str(tmp_path / "bundle.json"), "--dry-run", stdout=out)
    assert "Would write" in out.getvalue()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("place", ["missing/bundle.json", "."])
def test_export_to_no_place_is_a_message(world, tmp_path, place):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_bundle", str(tmp_path / place))
    assert not list(tmp_path.iterdir())


def test_export_of_nothing_says_what_to_do(db, tmp_path):
    with pytest.raises(CommandError, match="publish_trust_list"):
        call_command("export_bundle", str(tmp_path / "bundle.json"))
