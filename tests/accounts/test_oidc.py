"""Single sign-on: off unless there is an issuer; the rest runs in a node of its own that has one (`oidc_node.py`)."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]


def run(command, **given):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KPVERIFY_")}
    environment = {**kept, "KPVERIFY_ENV": "test", **given}
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.mark.django_db
def test_without_an_issuer_nothing_of_it_is_there():
    assert "/accounts/oidc/" not in Client().get("/accounts/login/").content.decode()
    assert Client().post("/accounts/oidc/sign-in/").status_code == 404
    assert Client().get("/accounts/oidc/callback/").status_code == 404


def test_an_issuer_is_https_and_has_a_secret():
    given = {"KPVERIFY_OIDC_CLIENT_ID": "kp", "KPVERIFY_OIDC_CLIENT_SECRET": "s"}
    plain = run(["manage.py", "check"], KPVERIFY_OIDC_ISSUER="http://id.example.org", **given)
    assert plain.returncode, plain.stdout
    assert "must begin with https" in plain.stderr
    secretless = run(["manage.py", "check"], KPVERIFY_OIDC_ISSUER="https://id.example.org")
    assert "needs KPVERIFY_OIDC_CLIENT_ID" in secretless.stderr


def test_in_a_node_with_a_provider():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = run(
        ["-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "tests/accounts/oidc_node.py"],
        KPVERIFY_OIDC_ISSUER=f"http://127.0.0.1:{port}", KPVERIFY_OIDC_CLIENT_ID="kp",
        KPVERIFY_OIDC_CLIENT_SECRET="s:1", KPVERIFY_OIDC_NAME="Ministry",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
