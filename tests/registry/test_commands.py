"""The operator's commands: each says what it did and what comes next, and a dry run does nothing."""

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import CommandError, call_command
from django.utils import timezone

from kpverify.audit.models import AuditEntry
from kpverify.registry.models import NumberRange, RootKey, SigningKey, TrustList, VoidNumber
from kpverify.status.models import Publication
from kpverify.tokens.trust import open_trust_list
from tests.conftest import NOW

YY = f"{NOW:%y}"


@pytest.fixture
def run(world, capsys):
    """Run a command and give what it printed."""

    def call(name, *args, **options):
        call_command(name, *args, **options)
        return capsys.readouterr().out

    return call


@pytest.fixture
def tried(run):
    """Run a command dry: it must leave no entry behind."""

    def call(name, *args, **options):
        entries = AuditEntry.objects.count()
        told = run(name, *args, dry_run=True, **options)
        assert AuditEntry.objects.count() == entries
        return told

    return call


def test_a_key_goes_through_its_life(run):
    told = run("create_key", "BW", "certificate")
    assert f"Made key BW-{YY}-4 of BW, for certificate." in told
    assert f"Next: activate_key BW-{YY}-4" in told
    told = run("activate_key", f"BW-{YY}-4")
    assert f"Activated BW-{YY}-4" in told
    assert f"Retired BW-{YY}-1, which it follows." in told
    assert "publish_trust_list" in told
    assert f"Retired BW-{YY}-4" in run("retire_key", f"BW-{YY}-4")
    assert "distrusted" not in SigningKey.objects.get(pk=f"BW-{YY}-4").state
    told = run("distrust_key", f"BW-{YY}-4", since="2026-11-20T10:00:00+02:00")
    assert f"Distrusted BW-{YY}-4 since 2026-11-20 08:00:00 UTC." in told
    key = SigningKey.objects.get(pk=f"BW-{YY}-4")
    assert key.distrusted_at.isoformat() == "2026-11-20T08:00:00+00:00"
    assert key.sealed_private is None


def test_dry_runs_do_nothing(tried):
    assert f"Would make key BW-{YY}-4" in tried("create_key", "BW", "receipt")
    assert f"Would retire BW-{YY}-1" in tried("retire_key", f"BW-{YY}-1")
    assert f"Would distrust BW-{YY}-1" in tried("distrust_key", f"BW-{YY}-1", since="2026-11-20T08:00:00Z")
    assert "Would make root root-9" in tried("create_root_key", "root-9", holder="Somebody")
    assert "Would retire root root-3" in tried("retire_root_key", "root-3")
    assert "Would give 67 authorities" in tried("open_year", timezone.now().year + 1)
    assert SigningKey.objects.get(pk=f"BW-{YY}-1").state == "active"
    assert not RootKey.objects.filter(pk="root-9").exists()


@pytest.mark.parametrize(
    ("args", "options", "words"),
    [
        (("create_key", "XX", "certificate"), {}, "no-authority: There is no authority XX."),
        (("activate_key", f"BW-{YY}-1"), {}, f"key-state: Key BW-{YY}-1 is active"),
        (("retire_key", "BW-99-1"), {}, "no-key: There is no key BW-99-1."),
        (("distrust_key", f"BW-{YY}-1"), {"since": "yesterday"}, "--since yesterday: write the instant"),
        (("distrust_key", f"BW-{YY}-1"), {"since": "2026-11-20T08:00:00"}, "with its offset"),
        (("distrust_key", f"BW-{YY}-1"), {"since": "2999-01-01T00:00:00Z"}, "key-time:"),
        (("create_root_key", "root-1"), {"holder": "Somebody"}, "root-exists:"),
        (("create_root_key", "root-9"), {"holder": "S", "public_key": __file__}, "root-wrong:"),
        (("open_year", "1999"), {}, "range-wrong:"),
        (("sign_trust_list", __file__), {"root": "root-1"}, "offline-wrong:"),
        (("sign_trust_list", "/nowhere/list"), {"root": "root-1"}, "cannot be read"),
    ],
)
def test_commands_say_no_in_words(run, args, options, words):
    from pathlib import Path

    options = {name: Path(value) if name == "public_key" else value for name, value in options.items()}
    with pytest.raises(CommandError, match=words.replace("(", "\\(")):
        run(*args, **options)


def test_the_next_year_is_opened(run):
    year = timezone.now().year + 1
    assert "Gave 67 authorities numbers" in run("open_year", year)
    assert "nothing to do" in run("open_year", year)
    assert NumberRange.objects.filter(year=year).count() == 67


def test_publishing_shows_the_difference_first(run, tried):
    VoidNumber.objects.create(
        authority_id="BW", number=f"BW{YY}000007", reason="lost", at=timezone.now(), note="", source=""
    )
    run("distrust_key", f"AE-{YY}-1", since="2026-11-20T08:00:00Z")
    told = tried("publish_trust_list")
    assert "2 differences from version 1" in told
    assert f"added: void number BW{YY}000007: lost" in told
    assert f"changed: key AE-{YY}-1" in told
    assert "DISTRUSTED since 2026-11-20 08:00 UTC" in told
    assert "Nothing was published." in told
    assert TrustList.objects.count() == 1
    told = run("publish_trust_list")
    assert "Published trust list 2" in told
    assert "0 differences from version 2" in tried("publish_trust_list")


def test_status_lists_are_published(run, tried):
    Publication.objects.update(issued_at=timezone.now() - timedelta(days=1))
    from kpverify.status.models import StatusList

    StatusList.objects.update(is_dirty=True)
    before = Publication.objects.count()
    assert "Would publish" in tried("publish_status_lists")
    assert Publication.objects.count() == before
    assert "Published http" in run("publish_status_lists")
    assert "Every list is published as it stands." in run("publish_status_lists")


def pem_of(key, passphrase=None):
    cipher = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, cipher)


def public_pem_of(key):
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def holders(run, tmp_path):
    """Two holders make their keys themselves, and give the public halves."""
    keys = {}
    for kid in ("mine-1", "mine-2"):
        key = ec.generate_private_key(ec.SECP256R1())
        (tmp_path / f"{kid}.pem").write_bytes(pem_of(key))
        (tmp_path / f"{kid}.pub").write_bytes(public_pem_of(key))
        told = run("create_root_key", kid, holder=f"Holder of {kid}", public_key=tmp_path / f"{kid}.pub")
        assert f"Took root {kid}" in told
        keys[kid] = key
    return keys


def test_holders_elsewhere_publish_together(run, tried, tmp_path, holders):
    """Old roots 1 to 3 are here; the new ones are not. The list needs two of each."""
    request = tmp_path / "list.json"
    assert "Nothing was written" in tried("publish_trust_list", export=request)
    told = run("publish_trust_list", export=request)
    assert "added: root mine-1" in told
    assert "Next: each holder runs sign_trust_list" in told
    told = tried("sign_trust_list", request, root="mine-1", key=tmp_path / "mine-1.pem")
    assert "Fingerprint: " in told
    assert "Nothing was signed." in told
    for kid in ("root-1", "root-2"):
        run("sign_trust_list", request, root=kid, yes=True)
    for kid in ("mine-1", "mine-2"):
        run("sign_trust_list", request, root=kid, key=tmp_path / f"{kid}.pem", yes=True)
    answers = sorted(tmp_path.glob("*.signed"))
    assert len(answers) == 4
    assert "Would publish trust list 2" in tried("publish_trust_list", answers=answers)
    assert "4 signatures" in run("publish_trust_list", answers=answers)
    assert TrustList.objects.first().version == 2


def test_roots_change_by_signatures_of_the_old_and_the_new(run, tmp_path, holders):
    for kid in ("root-1", "root-2", "root-3"):
        run("retire_root_key", kid)
    request = tmp_path / "list.json"
    run("publish_trust_list", export=request)
    with pytest.raises(CommandError, match="roots-elsewhere"):
        run("publish_trust_list")
    for kid in holders:
        run("sign_trust_list", request, root=kid, key=tmp_path / f"{kid}.pem", yes=True)
    new = sorted(tmp_path.glob("*mine*.signed"))
    with pytest.raises(CommandError, match="not-successor"):
        run("publish_trust_list", answers=new)
    for kid in ("root-1", "root-2"):
        run("sign_trust_list", request, root=kid, yes=True)
    old = sorted(tmp_path.glob("*root-*.signed"))
    with pytest.raises(CommandError, match="trust-list-refused"):
        run("publish_trust_list", answers=[*old, new[0]])
    run("publish_trust_list", answers=[*old, *new])
    # The one after needs the new roots only, and opens without knowing any list before it.
    run("publish_trust_list", export=request)
    for kid in holders:
        run("sign_trust_list", request, root=kid, key=tmp_path / f"{kid}.pem", yes=True)
    run("publish_trust_list", answers=new)
    assert open_trust_list(json.loads(TrustList.objects.first().body)).data["version"] == 3


def test_signatures_for_different_lists_are_not_mixed(run, tmp_path):
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    run("publish_trust_list", export=first)
    run("open_year", timezone.now().year + 1)
    run("publish_trust_list", export=second)
    for path, kid in ((first, "root-1"), (second, "root-2")):
        run("sign_trust_list", path, root=kid, yes=True)
    with pytest.raises(CommandError, match="offline-differs"):
        run("publish_trust_list", answers=sorted(tmp_path.glob("*.signed")))


def test_a_restored_node_takes_back_the_list_it_had_published(run, tried, tmp_path):
    """Phones hold version 3; the backup knows 1. Without the saved list they would refuse what comes next."""
    run("publish_trust_list")
    run("publish_trust_list")
    saved = tmp_path / "saved.json"
    saved.write_text(TrustList.objects.get(pk=3).body)
    TrustList.objects.filter(version__gt=1).delete()
    assert "Published trust list 3" in run("publish_trust_list", answers=[saved])
    assert TrustList.objects.first().body == saved.read_text()
    assert "Trust list version 4" in tried("publish_trust_list")
    assert f"next of BW: BW{YY}000051 (999949 left)" in run("skip_numbers", "BW", f"BW{YY}000050")


def test_one_holder_alone_publishes_nothing(run, tmp_path):
    request = tmp_path / "list.json"
    run("publish_trust_list", export=request)
    run("sign_trust_list", request, root="root-1", yes=True)
    answer = next(tmp_path.glob("*.signed"))
    with pytest.raises(CommandError, match="trust-list-refused"):
        run("publish_trust_list", answers=[answer, answer])
    assert TrustList.objects.count() == 1


def test_a_signature_by_another_key_under_a_roots_name_is_refused(run, tmp_path):
    (tmp_path / "thief.pem").write_bytes(pem_of(ec.generate_private_key(ec.SECP256R1())))
    request = tmp_path / "list.json"
    run("publish_trust_list", export=request)
    run("sign_trust_list", request, root="root-1", yes=True)
    run("sign_trust_list", request, root="root-2", key=tmp_path / "thief.pem", yes=True)
    with pytest.raises(CommandError, match="trust-list-refused"):
        run("publish_trust_list", answers=sorted(tmp_path.glob("*.signed")))


def test_a_signer_sees_what_is_new_since_the_list_before(run, tmp_path):
    before, request = tmp_path / "before.json", tmp_path / "list.json"
    before.write_text(TrustList.objects.first().body)
    run("retire_key", f"BW-{YY}-1")
    run("publish_trust_list", export=request)
    told = run("sign_trust_list", request, root="root-1", since=before, dry_run=True)
    assert "1 differences from version 1:" in told
    assert f"changed: key BW-{YY}-1" in told


def test_a_key_under_a_passphrase_opens_with_it_alone(run, tmp_path, monkeypatch):
    import io

    key = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "root.pem").write_bytes(pem_of(key, b"correct horse"))
    request = tmp_path / "list.json"
    run("publish_trust_list", export=request)
    options = {"root": "mine", "key": tmp_path / "root.pem", "yes": True, "passphrase_stdin": True}
    monkeypatch.setattr("sys.stdin", io.StringIO("wrong\n"))
    with pytest.raises(CommandError, match="root-wrong"):
        run("sign_trust_list", request, **options)
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
    assert "Signed as mine" in run("sign_trust_list", request, **options)


def test_nobody_signs_without_being_asked(run, tmp_path):
    request = tmp_path / "list.json"
    run("publish_trust_list", export=request)
    with pytest.raises(CommandError, match="Nobody can be asked here"):
        run("sign_trust_list", request, root="root-1", passphrase_stdin=True)
    assert not list(tmp_path.glob("*.signed"))


def test_signing_needs_no_database(tmp_path):
    """No `db` here: pytest-django refuses every query."""
    from kpverify.registry import offline
    from kpverify.registry.roots import open_pem

    key = ec.generate_private_key(ec.SECP256R1())
    answer = offline.sign({"payload": "e30", "signatures": []}, open_pem("mine", pem_of(key), None))
    assert len(answer["signatures"]) == 1
