"""`python -m kpverify.tokens`, as somebody types it."""

import io
import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from kpverify.tokens.__main__ import EXITS, main
from tests.tokens import drawn
from tests.tokens.cases import cast
from tests.tokens.drawn import GOOD, OTHER, REVOKED

VECTORS = Path(__file__).parents[1] / "vectors"
MAIN = str(VECTORS / "bundles/main.json")
NOON = "2026-11-20T12:00:00Z"


def judged(*arguments, capsys, bundle=MAIN, now=NOON):
    """Give the exit status and the verdict, None when nothing was judged."""
    with pytest.raises(SystemExit) as left:
        main(["verify", "--bundle", bundle, "--now", now, *arguments])
    said = capsys.readouterr()
    return left.value.code, json.loads(said.out) if said.out else None, said.err


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ("qr.valid", 0),
        ("status-revoked.invalid", 1),
        ("version-2.undetermined", 2),
        ("origin-vigilance.attention", 3),
        ("url.unrecognised", 4),
    ],
)
def test_the_exit_status_is_the_outcome(case, status, capsys):
    code = (VECTORS / case / "code.txt").read_text(encoding="utf-8")
    found, verdict, _ = judged(code, capsys=capsys)
    assert found == status
    assert verdict == json.loads((VECTORS / case / "expected.json").read_bytes())


def test_every_outcome_has_its_own_status():
    assert sorted(EXITS.values()) == list(range(len(EXITS)))


def test_a_picture_a_pdf_and_a_text_file(tmp_path, capsys):
    files = {
        "photo.jpg": drawn.saved(drawn.code(GOOD), "JPEG"),
        "paper.pdf": drawn.pages(drawn.code(GOOD)),
        "code.txt": f"{GOOD}\n".encode(),
        "code": GOOD.encode(),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        assert judged(str(tmp_path / name), capsys=capsys)[0] == 0, name
    (tmp_path / "photo.jpg").write_bytes(drawn.saved(drawn.code(REVOKED), "JPEG"))
    assert judged(str(tmp_path / "photo.jpg"), capsys=capsys)[1]["code"] == "I-STATUS-REVOKED-1H"


def test_standard_input_takes_all_of_them(monkeypatch, capsys):
    for content in (GOOD.encode(), f"{GOOD}\n".encode(), drawn.saved(drawn.code(GOOD), "PNG")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        assert judged("-", capsys=capsys)[0] == 0


@pytest.mark.parametrize("code", ["", "A" * 5000, "a\0b", "\udcff", "💎" * 2000, "no/such/file"])
def test_any_argument_is_judged(code, capsys):
    assert judged(code, capsys=capsys)[0] == 4


def test_several_codes_in_one_picture(tmp_path, capsys):
    both = drawn.beside(drawn.code(GOOD), drawn.code(OTHER))
    (tmp_path / "both.png").write_bytes(drawn.saved(both, "PNG"))
    status, verdict, said = judged(str(tmp_path / "both.png"), capsys=capsys)
    assert (status, verdict) == (65, None)
    assert "2 different certificate codes" in said


@pytest.mark.parametrize("name", ["missing.png", "missing.PDF", "missing.txt"])
def test_a_file_that_is_not_there_is_no_code(name, tmp_path, capsys):
    status, verdict, said = judged(str(tmp_path / name), capsys=capsys)
    assert (status, verdict) == (66, None)
    assert "No such file" in said


def test_a_bundle_that_is_not_there(tmp_path, capsys):
    assert judged(GOOD, capsys=capsys, bundle=str(tmp_path / "bundle.json"))[0] == 66
    assert judged(GOOD, capsys=capsys, bundle=str(tmp_path))[0] == 66


def test_a_bundle_that_cannot_be_used_leaves_it_undetermined(tmp_path, capsys):
    (tmp_path / "bundle.json").write_bytes(b"<html>")
    status, verdict, _ = judged(GOOD, capsys=capsys, bundle=str(tmp_path / "bundle.json"))
    assert (status, verdict["code"]) == (2, "C-ISSUER-TRUST-REFUSED")


@pytest.mark.parametrize(
    "now",
    [
        *["2026-11-20", "noon", "2026-11-20T12:00:00", "2026-13-20T12:00:00Z", ""],
        *["9999-12-31T23:59:59-00:01", "0001-01-01T00:00:00+00:01"],
    ],
)
def test_a_wrong_instant_is_wrong_usage(now, capsys):
    status, verdict, said = judged(GOOD, capsys=capsys, now=now)
    assert (status, verdict) == (64, None)
    assert "--now" in said


@pytest.mark.parametrize("arguments", [[], ["verify"], ["verify", GOOD], ["judge"], ["verify", "--bundle", MAIN]])
def test_wrong_usage_is_never_mistaken_for_an_outcome(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 64
    assert "usage:" in capsys.readouterr().err


def test_without_now_the_clock_is_read(capsys):
    with pytest.raises(SystemExit) as left:
        main(["verify", "--bundle", MAIN, ""])
    assert left.value.code == 4
    assert json.loads(capsys.readouterr().out)["verified_at"] > "2026"


def test_an_instant_may_have_another_zone(capsys):
    assert judged(GOOD, capsys=capsys, now="2026-11-20T17:30:00+05:30")[1]["verified_at"] == NOON


def test_from_a_shell():
    command = [sys.executable, "-m", "kpverify.tokens", "verify", "--bundle", MAIN, "--now", NOON, "-"]
    done = subprocess.run(command, input=GOOD.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["certificate"]["sub"] == cast.certificate()["sub"]


def test_codes_are_fresh(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["kpverify.tokens", "codes", "--check"])
    monkeypatch.delitem(sys.modules, "kpverify.tokens.__main__")
    with pytest.raises(SystemExit) as left:
        runpy.run_module("kpverify.tokens", run_name="__main__", alter_sys=True)
    assert left.value.code == 0
